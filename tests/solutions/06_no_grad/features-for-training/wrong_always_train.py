# misconception: after evaluation comes training
# points: 2
def features_for_training(base, x):
    base.eval()
    try:
        with torch.inference_mode():
            features = base(x)
    finally:
        base.train()
    with torch.inference_mode(False):
        return features.clone()
