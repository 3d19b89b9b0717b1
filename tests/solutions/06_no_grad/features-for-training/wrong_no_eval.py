# misconception: inference_mode puts the layers into evaluation mode
# points: 2
def features_for_training(base, x):
    with torch.inference_mode():
        features = base(x)
    with torch.inference_mode(False):
        return features.clone()
