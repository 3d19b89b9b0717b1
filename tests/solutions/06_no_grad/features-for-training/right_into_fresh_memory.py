# right: fresh memory made outside, and the numbers copied into it
def features_for_training(base, x):
    was_training = base.training
    if was_training:
        base.eval()
    try:
        with torch.inference_mode(True):
            marked = base(x)
    finally:
        if was_training:
            base.train()
    with torch.inference_mode(False), torch.no_grad():
        normal = torch.zeros(marked.shape, dtype=marked.dtype)
        normal.copy_(marked)
    return normal
