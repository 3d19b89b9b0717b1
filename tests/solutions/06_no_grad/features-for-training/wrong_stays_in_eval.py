# misconception: eval() ends with the block
# points: 2
def features_for_training(base, x):
    with torch.inference_mode():
        base.eval()
        features = base(x)
    with torch.inference_mode(False):
        return features.clone()
