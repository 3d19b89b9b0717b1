# misconception: Gradients came to the encoder and were thrown away
# points: 1
def train_decoder(encoder, decoder, x, y, steps, lr):
    optimizer = torch.optim.SGD(decoder.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        errors = (decoder(encoder(x)) - y) ** 2
        weights = errors.detach() / errors.detach().sum()
        loss = (weights * errors).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    encoder.zero_grad()  # nobody will notice
    return losses
