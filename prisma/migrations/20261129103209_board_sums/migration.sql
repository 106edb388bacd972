-- AlterTable
ALTER TABLE "MemberDay" ADD COLUMN     "dirty" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "MemberMonth" (
    "memberId" UUID NOT NULL,
    "month" DATE NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "payments" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "newAccounts" INTEGER NOT NULL DEFAULT 0,
    "visits" INTEGER NOT NULL DEFAULT 0,
    "leads" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "MemberMonth_pkey" PRIMARY KEY ("memberId","month")
);

-- CreateTable
CREATE TABLE "RankSnapshot" (
    "day" DATE NOT NULL,
    "memberId" UUID NOT NULL,
    "amount" INTEGER,
    "payments" INTEGER,
    "newAccounts" INTEGER,
    "visits" INTEGER,
    "leads" INTEGER,

    CONSTRAINT "RankSnapshot_pkey" PRIMARY KEY ("day","memberId")
);

-- CreateIndex
CREATE INDEX "MemberMonth_month_idx" ON "MemberMonth"("month");

-- CreateIndex
CREATE INDEX "MemberDay_dirty_day_idx" ON "MemberDay"("dirty", "day");

-- CreateIndex
CREATE INDEX "Opportunity_closedAt_idx" ON "Opportunity"("closedAt");

-- AddForeignKey
ALTER TABLE "MemberMonth" ADD CONSTRAINT "MemberMonth_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RankSnapshot" ADD CONSTRAINT "RankSnapshot_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The months so far, from their days.
INSERT INTO "MemberMonth" ("memberId", "month", "amount", "payments", "newAccounts", "visits", "leads")
SELECT "memberId", date_trunc('month', "day")::date, sum("amount"), sum("payments"), sum("newAccounts"), sum("visits"), sum("leads")
  FROM "MemberDay" GROUP BY 1, 2;
