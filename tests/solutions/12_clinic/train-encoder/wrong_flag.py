# misconception: The loss falls, so all is trained
# points: 1


def diagnosis_train_encoder():
    return 4, "C"


def train_encoder(encoder, decoder, optimizer, batches):
    kept = []
    for x, y in batches:
        optimizer.zero_grad()
        features = encoder(x).detach().requires_grad_()
        kept.append(features.detach())
        loss = ((decoder(features) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return kept
