"""The only place for what people type: parsed once into typed facts, or refused in words at its field."""
