# misconception: The order does not matter
# points: 1
def distillation_loss(student, teacher, x, T):
    modes = [module.training for module in teacher.modules()]
    teacher.eval()
    with torch.no_grad():
        answers = F.log_softmax(teacher(x) / T, dim=1)
    for module, mode in zip(teacher.modules(), modes):
        module.training = mode
    return F.kl_div(answers, F.softmax(student(x) / T, dim=1), reduction="batchmean") * T**2
