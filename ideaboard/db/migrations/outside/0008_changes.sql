-- One number, raised in the transaction of every change that readers can see: pages kept as bytes are good for
-- as long as it stands still. By triggers, so that no writer can forget it.
CREATE TABLE changes (
    number INTEGER NOT NULL
);
INSERT INTO changes (number) VALUES (1);

-- only sqlite
CREATE TRIGGER stories_put AFTER INSERT ON stories BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER stories_set AFTER UPDATE ON stories BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER stories_cut AFTER DELETE ON stories BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER media_put AFTER INSERT ON media BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER media_set AFTER UPDATE ON media BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER media_cut AFTER DELETE ON media BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER company_put AFTER INSERT ON company_settings BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER company_set AFTER UPDATE ON company_settings BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER company_cut AFTER DELETE ON company_settings BEGIN UPDATE changes SET number = number + 1; END;
-- What is held or refused is shown to nobody: it must not make every page anew.
CREATE TRIGGER responses_put AFTER INSERT ON responses WHEN NEW.state = 'accepted' BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER responses_set AFTER UPDATE ON responses WHEN 'accepted' IN (OLD.state, NEW.state) BEGIN UPDATE changes SET number = number + 1; END;
CREATE TRIGGER responses_cut AFTER DELETE ON responses WHEN OLD.state = 'accepted' BEGIN UPDATE changes SET number = number + 1; END;

-- only postgresql
-- As its owner: who may withdraw a response need not be able to write this number.
CREATE FUNCTION raise_changes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS 'BEGIN UPDATE changes SET number = number + 1; RETURN NULL; END';
-- One raise a statement: a row raised ten thousand times in one transaction is slow here.
CREATE TRIGGER stories_changed AFTER DELETE OR UPDATE OR INSERT ON stories FOR EACH STATEMENT EXECUTE FUNCTION raise_changes();
CREATE TRIGGER media_changed AFTER DELETE OR UPDATE OR INSERT ON media FOR EACH STATEMENT EXECUTE FUNCTION raise_changes();
CREATE TRIGGER company_changed AFTER DELETE OR UPDATE OR INSERT ON company_settings FOR EACH STATEMENT EXECUTE FUNCTION raise_changes();
CREATE TRIGGER responses_put AFTER INSERT ON responses FOR EACH ROW WHEN (NEW.state = 'accepted') EXECUTE FUNCTION raise_changes();
CREATE TRIGGER responses_set AFTER UPDATE ON responses FOR EACH ROW WHEN ('accepted' IN (OLD.state, NEW.state)) EXECUTE FUNCTION raise_changes();
CREATE TRIGGER responses_cut AFTER DELETE ON responses FOR EACH ROW WHEN (OLD.state = 'accepted') EXECUTE FUNCTION raise_changes();
