# misconception: an inference tensor can be made fit for training by a flag or a write
# points: 0
def features_for_training(base, x):
    training = base.training
    base.eval()
    try:
        with torch.inference_mode():
            features = base(x)
    finally:
        base.train(training)
    return features.requires_grad_()
