# right: two decorated helpers, and the numbers copied by an operation
@torch.inference_mode()
def run(base, x):
    return base(x)


@torch.inference_mode(False)
def out(features):
    return torch.cat([features])


def features_for_training(base, x):
    was = base.training
    try:
        return out(run(base.eval(), x))
    finally:
        base.train(was)
