# right: both sides as logarithms, which kl_div can be told
def distillation_loss(student, teacher, x, T):
    kept = list(map(lambda module: (module, module.training), teacher.modules()))
    teacher.train(False)
    with torch.inference_mode():
        scores = teacher(x)
    for module, mode in kept:
        module.training = mode
    answers = F.log_softmax(scores.clone() / T, 1)
    return F.kl_div(F.log_softmax(student(x) / T, 1), answers, reduction="batchmean", log_target=True) * T**2
