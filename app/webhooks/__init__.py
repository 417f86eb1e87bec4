"""What other systems are told: subscriptions, signed deliveries, their order and retries."""
