-- CreateTable
CREATE TABLE "NameChange" (
    "id" BIGSERIAL NOT NULL,
    "txid" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "recordId" UUID NOT NULL,

    CONSTRAINT "NameChange_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "NameChange_txid_idx" ON "NameChange"("txid");

-- Only what sentences are read by: a follow-up that moves an account's clock changes no name.
CREATE FUNCTION note_name_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "NameChange" ("txid", "kind", "recordId")
  VALUES (pg_current_xact_id()::text::bigint, TG_ARGV[0], coalesce(NEW."id", OLD."id"));
  RETURN NULL;
END $$;

CREATE TRIGGER "Account_name_change" AFTER INSERT OR DELETE OR UPDATE OF "name", "aliases", "ownerId", "region", "phone" ON "Account"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('account');
CREATE TRIGGER "Lead_name_change" AFTER INSERT OR DELETE OR UPDATE OF "company", "aliases", "ownerId", "region", "phone", "status" ON "Lead"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('lead');
CREATE TRIGGER "Opportunity_name_change" AFTER INSERT OR DELETE OR UPDATE OF "name", "aliases", "ownerId", "status" ON "Opportunity"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('opportunity');
CREATE TRIGGER "Contact_name_change" AFTER INSERT OR DELETE OR UPDATE OF "name", "aliases", "title", "phone", "accountId" ON "Contact"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('contact');
CREATE TRIGGER "Task_name_change" AFTER INSERT OR DELETE OR UPDATE OF "title", "assigneeId", "status" ON "Task"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('task');
CREATE TRIGGER "Member_name_change" AFTER INSERT OR DELETE OR UPDATE OF "name", "aliases", "title", "status" ON "Member"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('member');
CREATE TRIGGER "Department_name_change" AFTER INSERT OR DELETE OR UPDATE OF "name", "removedAt" ON "Department"
  FOR EACH ROW EXECUTE FUNCTION note_name_change('department');
