-- The sweep looks for what is pending, the clean-up for what is long done.
-- DropIndex
DROP INDEX "Inbound_receivedAt_idx";

-- CreateIndex
CREATE INDEX "Inbound_status_receivedAt_idx" ON "Inbound"("status", "receivedAt");
