//! Long work, done after the request that asked for it.
