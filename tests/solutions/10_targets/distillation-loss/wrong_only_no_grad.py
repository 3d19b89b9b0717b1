# misconception: no_grad leaves the teacher as it is
# points: 1
def distillation_loss(student, teacher, x, T):
    with torch.no_grad():
        answers = F.softmax(teacher(x) / T, dim=1)
    return F.kl_div(F.log_softmax(student(x) / T, dim=1), answers, reduction="batchmean") * T**2
