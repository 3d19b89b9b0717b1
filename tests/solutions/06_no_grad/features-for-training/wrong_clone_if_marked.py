# misconception: what is not marked is a tensor of its own
# points: 1
def features_for_training(base, x):
    training = base.training
    base.eval()
    try:
        with torch.inference_mode():
            features = base(x)
    finally:
        base.train(training)
    with torch.inference_mode(False):
        return features.clone() if features.is_inference() else features
