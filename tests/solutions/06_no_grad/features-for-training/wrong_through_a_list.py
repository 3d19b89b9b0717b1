# misconception: numbers keep their type on the way through a list
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
        return torch.tensor(features.tolist())
