"""Ways a message leaves the house, each a small class behind app.kit.ports.Channel."""
