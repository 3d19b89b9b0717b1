# misconception: the last line of a function is always reached
# points: 2
def features_for_training(base, x):
    training = base.training
    base.eval()
    with torch.inference_mode():
        features = base(x)
    base.train(training)
    with torch.inference_mode(False):
        return features.clone()
