# misconception: a detach() made outside
# points: 1
def features_for_training(base, x):
    training = base.training
    base.eval()
    try:
        with torch.inference_mode():
            features = base(x)
    finally:
        base.train(training)
    return features.detach()
