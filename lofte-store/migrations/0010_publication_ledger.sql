-- What later publications must know of this one to keep hidden what it hid. Never shown; none in publications made before.
ALTER TABLE publication ADD COLUMN ledger TEXT;
