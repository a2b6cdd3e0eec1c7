-- Where each deed came from, how often it happened, and a fingerprint over the entry and the one before. Entries from
-- before have neither; the chain begins with the next one. The series knows the last number, so that a removed last
-- entry shows.
ALTER TABLE audit ADD COLUMN channel TEXT;
ALTER TABLE audit ADD COLUMN system_user TEXT;
ALTER TABLE audit ADD COLUMN address TEXT;
ALTER TABLE audit ADD COLUMN browser TEXT;
ALTER TABLE audit ADD COLUMN times BIGINT;
ALTER TABLE audit ADD COLUMN chain TEXT;

INSERT INTO series (municipality, noun, last)
    SELECT municipality, 'audit', MAX(number) FROM audit GROUP BY municipality;
