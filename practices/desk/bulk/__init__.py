"""Set-based twins of the operations: tickets from an audit log, as history."""
