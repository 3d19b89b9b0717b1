# misconception: The mean is over all numbers
# points: 1
def distillation_loss(student, teacher, x, T):
    modes = [module.training for module in teacher.modules()]
    teacher.eval()
    with torch.no_grad():
        answers = F.softmax(teacher(x) / T, dim=1)
    for module, mode in zip(teacher.modules(), modes):
        module.training = mode
    return F.kl_div(F.log_softmax(student(x) / T, dim=1), answers, reduction="mean") * T**2
