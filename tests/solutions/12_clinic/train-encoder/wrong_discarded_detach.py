# misconception: The list holds the graphs
# points: 0


def diagnosis_train_encoder():
    return 5, "E"


def train_encoder(encoder, decoder, optimizer, batches):
    kept = []
    for x, y in batches:
        optimizer.zero_grad()
        features = encoder(x)
        kept.append(features)
        features.detach()
        loss = ((decoder(features) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return kept
