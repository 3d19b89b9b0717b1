# misconception: no_grad and inference_mode are the same
# points: 1
def features_for_training(base, x):
    training = base.training
    base.eval()
    try:
        with torch.no_grad():
            features = base(x)
    finally:
        base.train(training)
    with torch.inference_mode(False):
        return features.clone()
