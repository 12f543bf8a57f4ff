-- Which notes are owed, in PostgreSQL: looked up again for one man and session whenever a mark or a note of his changes.

CREATE TABLE note_owed (session_id BYTEA NOT NULL, case_id BYTEA NOT NULL, PRIMARY KEY (session_id, case_id))

CREATE INDEX ix_note_owed_case_id ON note_owed (case_id)

-- A man came by his newest mark and nothing is written on him; a 1-2-1 and a review have a summary of their own (ATT-12).
CREATE VIEW note_owed_now AS
SELECT m.session_id, m.case_id
FROM mark m JOIN session s ON s.id = m.session_id
WHERE m.code IN ('ATTC', 'AFTC', 'ATSH', 'ATSS') AND s.kind NOT IN ('one_to_one', 'review')
    AND NOT EXISTS (
        SELECT 1 FROM mark newer
        WHERE newer.session_id = m.session_id AND newer.case_id = m.case_id AND newer.turn > m.turn
    )
    AND NOT EXISTS (
        SELECT 1 FROM session_note n
        WHERE n.session_id = m.session_id AND n.case_id = m.case_id
            AND (n.text IS NOT NULL OR n.waived_reason IS NOT NULL)
            AND NOT EXISTS (
                SELECT 1 FROM session_note later
                WHERE later.session_id = n.session_id AND later.case_id = n.case_id AND later.at > n.at
            )
    )

INSERT INTO note_owed SELECT session_id, case_id FROM note_owed_now

-- Two who write about one session at the same time wait for each other here: each must see what the other wrote.
CREATE FUNCTION note_owed_kept() RETURNS trigger LANGUAGE plpgsql AS $f$
DECLARE
    one record;
BEGIN
    IF TG_OP = 'DELETE' THEN one := OLD; ELSE one := NEW; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(one.session_id, 'hex'), 0));
    DELETE FROM note_owed WHERE session_id = one.session_id AND case_id = one.case_id;
    INSERT INTO note_owed SELECT session_id, case_id FROM note_owed_now
        WHERE session_id = one.session_id AND case_id = one.case_id;
    RETURN NULL;
END
$f$

CREATE TRIGGER note_owed_mark_new AFTER INSERT ON mark FOR EACH ROW EXECUTE FUNCTION note_owed_kept()

CREATE TRIGGER note_owed_mark_changed AFTER UPDATE OF code, turn ON mark FOR EACH ROW EXECUTE FUNCTION note_owed_kept()

CREATE TRIGGER note_owed_mark_gone AFTER DELETE ON mark FOR EACH ROW EXECUTE FUNCTION note_owed_kept()

CREATE TRIGGER note_owed_note_new AFTER INSERT ON session_note FOR EACH ROW EXECUTE FUNCTION note_owed_kept()

CREATE TRIGGER note_owed_note_changed AFTER UPDATE OF text, waived_reason, at ON session_note FOR EACH ROW EXECUTE FUNCTION note_owed_kept()

CREATE TRIGGER note_owed_note_gone AFTER DELETE ON session_note FOR EACH ROW EXECUTE FUNCTION note_owed_kept()
