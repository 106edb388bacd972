-- Fuzzy search of names (LIKE and similarity) by index.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "InboundStatus" AS ENUM ('pending', 'handled', 'failed');

-- CreateEnum
CREATE TYPE "DeliveryStatus" AS ENUM ('waiting', 'queued', 'sent', 'failed');

-- CreateEnum
CREATE TYPE "ChannelStatus" AS ENUM ('active', 'unreachable');

-- CreateEnum
CREATE TYPE "StageKind" AS ENUM ('open', 'won', 'lost');

-- CreateEnum
CREATE TYPE "OpportunityStatus" AS ENUM ('open', 'won', 'lost');

-- CreateEnum
CREATE TYPE "TargetPeriod" AS ENUM ('month', 'quarter', 'year');

-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('queued', 'done', 'skipped', 'failed');

-- CreateEnum
CREATE TYPE "LeadStatus" AS ENUM ('pool', 'owned', 'converted', 'invalid');

-- CreateEnum
CREATE TYPE "AccountLevel" AS ENUM ('A', 'B', 'C', 'D', 'key');

-- CreateEnum
CREATE TYPE "OwnershipReason" AS ENUM ('create', 'claim', 'assign', 'release', 'recycle', 'convert', 'hand_over', 'undo');

-- CreateEnum
CREATE TYPE "ReceivableStatus" AS ENUM ('open', 'partial', 'paid', 'written_off');

-- CreateEnum
CREATE TYPE "PromiseStatus" AS ENUM ('open', 'kept', 'broken', 'cancelled');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('rep', 'manager', 'director', 'finance', 'sales_ops', 'marketing', 'customer_success');

-- CreateEnum
CREATE TYPE "MemberStatus" AS ENUM ('active', 'frozen');

-- CreateEnum
CREATE TYPE "VisitChannel" AS ENUM ('visit', 'call', 'message', 'meeting', 'demo', 'other');

-- CreateEnum
CREATE TYPE "TaskStatus" AS ENUM ('open', 'done', 'cancelled');

-- CreateTable
CREATE TABLE "Inbound" (
    "id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "status" "InboundStatus" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "toast" JSONB,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "handledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Inbound_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conversation" (
    "id" TEXT NOT NULL,
    "pending" JSONB,
    "pendingUntil" TIMESTAMPTZ(3),
    "lastList" JSONB,
    "lastAccountId" UUID,
    "lastAccountAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "target" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "message" JSONB NOT NULL,
    "subject" TEXT,
    "slot" TEXT,
    "status" "DeliveryStatus" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "receipts" JSONB NOT NULL DEFAULT '[]',
    "messageId" TEXT,
    "updatesId" UUID,
    "inboundId" UUID,
    "memberId" UUID,
    "notBefore" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "deliveredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Channel" (
    "id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "via" TEXT NOT NULL DEFAULT 'chat',
    "name" TEXT NOT NULL,
    "departmentId" UUID,
    "topics" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "status" "ChannelStatus" NOT NULL DEFAULT 'active',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Pipeline" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Pipeline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Stage" (
    "id" UUID NOT NULL,
    "pipelineId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "StageKind" NOT NULL DEFAULT 'open',
    "required" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "Stage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Opportunity" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "amount" DECIMAL(14,2),
    "pipelineId" UUID NOT NULL,
    "stageId" UUID NOT NULL,
    "status" "OpportunityStatus" NOT NULL DEFAULT 'open',
    "ownerId" UUID,
    "closeOn" DATE,
    "competitor" TEXT,
    "lostReason" TEXT,
    "closedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Opportunity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StageChange" (
    "id" UUID NOT NULL,
    "opportunityId" UUID NOT NULL,
    "fromStage" TEXT,
    "toStage" TEXT NOT NULL,
    "memberId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StageChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MemberDay" (
    "memberId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "payments" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "newAccounts" INTEGER NOT NULL DEFAULT 0,
    "visits" INTEGER NOT NULL DEFAULT 0,
    "leads" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "MemberDay_pkey" PRIMARY KEY ("memberId","day")
);

-- CreateTable
CREATE TABLE "Target" (
    "id" UUID NOT NULL,
    "memberId" UUID,
    "departmentId" UUID,
    "period" "TargetPeriod" NOT NULL,
    "startsOn" DATE NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,

    CONSTRAINT "Target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "memberId" UUID,
    "action" TEXT NOT NULL,
    "entityType" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "inboundId" UUID,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "ScheduleRun" (
    "schedule" TEXT NOT NULL,
    "slot" TIMESTAMPTZ(3) NOT NULL,
    "status" "RunStatus" NOT NULL DEFAULT 'queued',
    "note" TEXT,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ScheduleRun_pkey" PRIMARY KEY ("schedule","slot")
);

-- CreateTable
CREATE TABLE "Lead" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "contact" TEXT,
    "phone" TEXT,
    "source" TEXT,
    "region" TEXT,
    "address" TEXT,
    "note" TEXT,
    "status" "LeadStatus" NOT NULL,
    "score" INTEGER NOT NULL DEFAULT 0,
    "ownerId" UUID,
    "claimedAt" TIMESTAMPTZ(3),
    "followedUpAt" TIMESTAMPTZ(3),
    "dropsAt" TIMESTAMPTZ(3),
    "warnedDays" INTEGER,
    "claimableAt" TIMESTAMPTZ(3) NOT NULL,
    "accountId" UUID,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Lead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "level" "AccountLevel" NOT NULL DEFAULT 'C',
    "ownerId" UUID,
    "departmentId" UUID,
    "region" TEXT,
    "industry" TEXT,
    "address" TEXT,
    "phone" TEXT,
    "note" TEXT,
    "claimedAt" TIMESTAMPTZ(3),
    "followedUpAt" TIMESTAMPTZ(3),
    "signedAt" TIMESTAMPTZ(3),
    "dropsAt" TIMESTAMPTZ(3),
    "warnedDays" INTEGER,
    "claimableAt" TIMESTAMPTZ(3) NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "phone" TEXT,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ownership" (
    "id" UUID NOT NULL,
    "leadId" UUID,
    "accountId" UUID,
    "memberId" UUID,
    "reason" "OwnershipReason" NOT NULL,
    "note" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endReason" "OwnershipReason",

    CONSTRAINT "Ownership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Receivable" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "opportunityId" UUID,
    "title" TEXT NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "paidAmount" DECIMAL(14,2) NOT NULL DEFAULT 0,
    "dueOn" DATE NOT NULL,
    "status" "ReceivableStatus" NOT NULL DEFAULT 'open',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Receivable_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Payment" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "paidOn" DATE NOT NULL,
    "memberId" UUID,
    "recordedById" UUID,
    "note" TEXT,
    "undoneAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Allocation" (
    "id" UUID NOT NULL,
    "paymentId" UUID NOT NULL,
    "receivableId" UUID NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PaymentPromise" (
    "id" UUID NOT NULL,
    "accountId" UUID NOT NULL,
    "receivableId" UUID,
    "amount" DECIMAL(14,2),
    "dueOn" DATE NOT NULL,
    "status" "PromiseStatus" NOT NULL DEFAULT 'open',
    "memberId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PaymentPromise_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Department" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "parentId" UUID,
    "leaderId" UUID,
    "path" TEXT NOT NULL,
    "removedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Department_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Member" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "role" "Role" NOT NULL DEFAULT 'rep',
    "roleFixed" BOOLEAN NOT NULL DEFAULT false,
    "status" "MemberStatus" NOT NULL DEFAULT 'active',
    "departmentId" UUID,
    "reportsToId" UUID,
    "employeeNo" TEXT,
    "email" TEXT,
    "mobile" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "frozenAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "memberId" UUID NOT NULL,
    "departmentId" UUID NOT NULL,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("memberId","departmentId")
);

-- CreateTable
CREATE TABLE "Identity" (
    "platform" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "memberId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("platform","externalId")
);

-- CreateTable
CREATE TABLE "DepartmentIdentity" (
    "platform" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "departmentId" UUID NOT NULL,

    CONSTRAINT "DepartmentIdentity_pkey" PRIMARY KEY ("platform","externalId")
);

-- CreateTable
CREATE TABLE "JoinCode" (
    "code" TEXT NOT NULL,
    "memberId" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "JoinCode_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Visit" (
    "id" UUID NOT NULL,
    "accountId" UUID,
    "leadId" UUID,
    "opportunityId" UUID,
    "contactId" UUID,
    "memberId" UUID NOT NULL,
    "channel" "VisitChannel" NOT NULL,
    "content" TEXT NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "nextAllDay" BOOLEAN NOT NULL DEFAULT true,
    "nextAction" TEXT,
    "competitor" TEXT,
    "amount" DECIMAL(14,2),
    "valid" BOOLEAN NOT NULL DEFAULT true,
    "businessDay" DATE NOT NULL,
    "undoneAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Task" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "assigneeId" UUID NOT NULL,
    "creatorId" UUID,
    "dueAt" TIMESTAMPTZ(3),
    "dueAllDay" BOOLEAN NOT NULL DEFAULT true,
    "status" "TaskStatus" NOT NULL DEFAULT 'open',
    "accountId" UUID,
    "opportunityId" UUID,
    "visitId" UUID,
    "doneAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Inbound_conversation_status_id_idx" ON "Inbound"("conversation", "status", "id");

-- CreateIndex
CREATE INDEX "Inbound_receivedAt_idx" ON "Inbound"("receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Inbound_platform_key_key" ON "Inbound"("platform", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Delivery_slot_key" ON "Delivery"("slot");

-- CreateIndex
CREATE INDEX "Delivery_platform_messageId_idx" ON "Delivery"("platform", "messageId");

-- CreateIndex
CREATE INDEX "Delivery_subject_idx" ON "Delivery"("subject");

-- CreateIndex
CREATE INDEX "Delivery_status_notBefore_idx" ON "Delivery"("status", "notBefore");

-- CreateIndex
CREATE INDEX "Delivery_inboundId_idx" ON "Delivery"("inboundId");

-- CreateIndex
CREATE INDEX "Delivery_createdAt_idx" ON "Delivery"("createdAt");

-- CreateIndex
CREATE INDEX "Channel_departmentId_idx" ON "Channel"("departmentId");

-- CreateIndex
CREATE UNIQUE INDEX "Channel_platform_externalId_key" ON "Channel"("platform", "externalId");

-- CreateIndex
CREATE UNIQUE INDEX "Pipeline_name_key" ON "Pipeline"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Stage_pipelineId_name_key" ON "Stage"("pipelineId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Stage_pipelineId_position_key" ON "Stage"("pipelineId", "position");

-- CreateIndex
CREATE INDEX "Opportunity_accountId_status_idx" ON "Opportunity"("accountId", "status");

-- CreateIndex
CREATE INDEX "Opportunity_ownerId_status_stageId_idx" ON "Opportunity"("ownerId", "status", "stageId");

-- CreateIndex
CREATE INDEX "Opportunity_updatedAt_idx" ON "Opportunity"("updatedAt");

-- CreateIndex
CREATE INDEX "StageChange_opportunityId_at_idx" ON "StageChange"("opportunityId", "at");

-- CreateIndex
CREATE INDEX "MemberDay_day_idx" ON "MemberDay"("day");

-- CreateIndex
CREATE UNIQUE INDEX "Target_memberId_period_startsOn_key" ON "Target"("memberId", "period", "startsOn");

-- CreateIndex
CREATE UNIQUE INDEX "Target_departmentId_period_startsOn_key" ON "Target"("departmentId", "period", "startsOn");

-- CreateIndex
CREATE INDEX "Audit_entityType_entityId_id_idx" ON "Audit"("entityType", "entityId", "id");

-- CreateIndex
CREATE INDEX "Audit_inboundId_idx" ON "Audit"("inboundId");

-- CreateIndex
CREATE INDEX "Audit_memberId_id_idx" ON "Audit"("memberId", "id");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Lead_accountId_key" ON "Lead"("accountId");

-- CreateIndex
CREATE INDEX "Lead_status_score_id_idx" ON "Lead"("status", "score" DESC, "id");

-- CreateIndex
CREATE INDEX "Lead_ownerId_status_idx" ON "Lead"("ownerId", "status");

-- CreateIndex
CREATE INDEX "Lead_dropsAt_idx" ON "Lead"("dropsAt");

-- CreateIndex
CREATE INDEX "Lead_phone_idx" ON "Lead"("phone");

-- CreateIndex
CREATE INDEX "Lead_updatedAt_idx" ON "Lead"("updatedAt");

-- CreateIndex
CREATE INDEX "Lead_company_idx" ON "Lead" USING GIN ("company" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "Account_name_key" ON "Account"("name");

-- CreateIndex
CREATE INDEX "Account_ownerId_followedUpAt_idx" ON "Account"("ownerId", "followedUpAt");

-- CreateIndex
CREATE INDEX "Account_departmentId_idx" ON "Account"("departmentId");

-- CreateIndex
CREATE INDEX "Account_dropsAt_idx" ON "Account"("dropsAt");

-- CreateIndex
CREATE INDEX "Account_updatedAt_idx" ON "Account"("updatedAt");

-- CreateIndex
CREATE INDEX "Account_name_idx" ON "Account" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Contact_accountId_idx" ON "Contact"("accountId");

-- CreateIndex
CREATE INDEX "Contact_phone_idx" ON "Contact"("phone");

-- CreateIndex
CREATE INDEX "Contact_updatedAt_idx" ON "Contact"("updatedAt");

-- CreateIndex
CREATE INDEX "Ownership_leadId_startedAt_idx" ON "Ownership"("leadId", "startedAt");

-- CreateIndex
CREATE INDEX "Ownership_accountId_startedAt_idx" ON "Ownership"("accountId", "startedAt");

-- CreateIndex
CREATE INDEX "Ownership_memberId_reason_startedAt_idx" ON "Ownership"("memberId", "reason", "startedAt");

-- CreateIndex
CREATE INDEX "Receivable_accountId_status_dueOn_idx" ON "Receivable"("accountId", "status", "dueOn");

-- CreateIndex
CREATE INDEX "Receivable_status_dueOn_idx" ON "Receivable"("status", "dueOn");

-- CreateIndex
CREATE INDEX "Payment_accountId_paidOn_idx" ON "Payment"("accountId", "paidOn");

-- CreateIndex
CREATE INDEX "Payment_memberId_paidOn_idx" ON "Payment"("memberId", "paidOn");

-- CreateIndex
CREATE INDEX "Payment_paidOn_idx" ON "Payment"("paidOn");

-- CreateIndex
CREATE INDEX "Allocation_paymentId_idx" ON "Allocation"("paymentId");

-- CreateIndex
CREATE INDEX "Allocation_receivableId_idx" ON "Allocation"("receivableId");

-- CreateIndex
CREATE INDEX "PaymentPromise_status_dueOn_idx" ON "PaymentPromise"("status", "dueOn");

-- CreateIndex
CREATE INDEX "PaymentPromise_accountId_idx" ON "PaymentPromise"("accountId");

-- CreateIndex
CREATE INDEX "Department_parentId_idx" ON "Department"("parentId");

-- CreateIndex
CREATE INDEX "Department_leaderId_idx" ON "Department"("leaderId");

-- CreateIndex
CREATE INDEX "Department_path_idx" ON "Department"("path" text_pattern_ops);

-- CreateIndex
CREATE UNIQUE INDEX "Member_employeeNo_key" ON "Member"("employeeNo");

-- CreateIndex
CREATE UNIQUE INDEX "Member_email_key" ON "Member"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Member_mobile_key" ON "Member"("mobile");

-- CreateIndex
CREATE INDEX "Member_departmentId_status_idx" ON "Member"("departmentId", "status");

-- CreateIndex
CREATE INDEX "Member_name_idx" ON "Member"("name");

-- CreateIndex
CREATE INDEX "Member_updatedAt_idx" ON "Member"("updatedAt");

-- CreateIndex
CREATE INDEX "Membership_departmentId_idx" ON "Membership"("departmentId");

-- CreateIndex
CREATE INDEX "Identity_memberId_idx" ON "Identity"("memberId");

-- CreateIndex
CREATE INDEX "DepartmentIdentity_departmentId_idx" ON "DepartmentIdentity"("departmentId");

-- CreateIndex
CREATE INDEX "JoinCode_memberId_idx" ON "JoinCode"("memberId");

-- CreateIndex
CREATE INDEX "Visit_accountId_createdAt_idx" ON "Visit"("accountId", "createdAt");

-- CreateIndex
CREATE INDEX "Visit_leadId_createdAt_idx" ON "Visit"("leadId", "createdAt");

-- CreateIndex
CREATE INDEX "Visit_memberId_businessDay_idx" ON "Visit"("memberId", "businessDay");

-- CreateIndex
CREATE INDEX "Visit_businessDay_idx" ON "Visit"("businessDay");

-- CreateIndex
CREATE INDEX "Task_assigneeId_status_dueAt_idx" ON "Task"("assigneeId", "status", "dueAt");

-- CreateIndex
CREATE INDEX "Task_status_dueAt_idx" ON "Task"("status", "dueAt");

-- CreateIndex
CREATE INDEX "Task_accountId_idx" ON "Task"("accountId");

-- CreateIndex
CREATE INDEX "Task_updatedAt_idx" ON "Task"("updatedAt");

-- AddForeignKey
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Stage" ADD CONSTRAINT "Stage_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Opportunity" ADD CONSTRAINT "Opportunity_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Opportunity" ADD CONSTRAINT "Opportunity_pipelineId_fkey" FOREIGN KEY ("pipelineId") REFERENCES "Pipeline"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Opportunity" ADD CONSTRAINT "Opportunity_stageId_fkey" FOREIGN KEY ("stageId") REFERENCES "Stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Opportunity" ADD CONSTRAINT "Opportunity_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StageChange" ADD CONSTRAINT "StageChange_opportunityId_fkey" FOREIGN KEY ("opportunityId") REFERENCES "Opportunity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MemberDay" ADD CONSTRAINT "MemberDay_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Target" ADD CONSTRAINT "Target_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Lead" ADD CONSTRAINT "Lead_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Lead" ADD CONSTRAINT "Lead_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Contact" ADD CONSTRAINT "Contact_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "Lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Receivable" ADD CONSTRAINT "Receivable_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Receivable" ADD CONSTRAINT "Receivable_opportunityId_fkey" FOREIGN KEY ("opportunityId") REFERENCES "Opportunity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Allocation" ADD CONSTRAINT "Allocation_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "Payment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Allocation" ADD CONSTRAINT "Allocation_receivableId_fkey" FOREIGN KEY ("receivableId") REFERENCES "Receivable"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PaymentPromise" ADD CONSTRAINT "PaymentPromise_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PaymentPromise" ADD CONSTRAINT "PaymentPromise_receivableId_fkey" FOREIGN KEY ("receivableId") REFERENCES "Receivable"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Department" ADD CONSTRAINT "Department_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Department"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Department" ADD CONSTRAINT "Department_leaderId_fkey" FOREIGN KEY ("leaderId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_reportsToId_fkey" FOREIGN KEY ("reportsToId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Identity" ADD CONSTRAINT "Identity_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DepartmentIdentity" ADD CONSTRAINT "DepartmentIdentity_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "Department"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "JoinCode" ADD CONSTRAINT "JoinCode_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "Lead"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_opportunityId_fkey" FOREIGN KEY ("opportunityId") REFERENCES "Opportunity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_assigneeId_fkey" FOREIGN KEY ("assigneeId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_creatorId_fkey" FOREIGN KEY ("creatorId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_opportunityId_fkey" FOREIGN KEY ("opportunityId") REFERENCES "Opportunity"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Task" ADD CONSTRAINT "Task_visitId_fkey" FOREIGN KEY ("visitId") REFERENCES "Visit"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- Owned means that somebody owns it; in the pool means that nobody does.
ALTER TABLE "Lead" ADD CONSTRAINT "Lead_owner_fits_status" CHECK (
  ("status" = 'owned' AND "ownerId" IS NOT NULL) OR ("status" = 'pool' AND "ownerId" IS NULL) OR "status" IN ('converted', 'invalid')
);
ALTER TABLE "Lead" ADD CONSTRAINT "Lead_company_given" CHECK (length(trim("company")) > 0);
ALTER TABLE "Account" ADD CONSTRAINT "Account_name_given" CHECK (length(trim("name")) > 0);

-- A stretch of ownership is of one lead or one account, and only one stretch is open at a time.
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_of_one" CHECK (num_nonnulls("leadId", "accountId") = 1);
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_ends_after_start" CHECK ("endedAt" IS NULL OR "endedAt" >= "startedAt");
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_one_open_per_lead" EXCLUDE USING btree ("leadId" WITH =) WHERE ("endedAt" IS NULL AND "leadId" IS NOT NULL);
ALTER TABLE "Ownership" ADD CONSTRAINT "Ownership_one_open_per_account" EXCLUDE USING btree ("accountId" WITH =) WHERE ("endedAt" IS NULL AND "accountId" IS NOT NULL);

ALTER TABLE "Visit" ADD CONSTRAINT "Visit_of_something" CHECK (num_nonnulls("accountId", "leadId") >= 1);

ALTER TABLE "Opportunity" ADD CONSTRAINT "Opportunity_amount_positive" CHECK ("amount" IS NULL OR "amount" >= 0);
ALTER TABLE "Opportunity" ADD CONSTRAINT "Opportunity_closed_when_over" CHECK (("status" = 'open') = ("closedAt" IS NULL));

ALTER TABLE "Receivable" ADD CONSTRAINT "Receivable_amount_positive" CHECK ("amount" > 0);
ALTER TABLE "Receivable" ADD CONSTRAINT "Receivable_paid_within_amount" CHECK ("paidAmount" >= 0 AND "paidAmount" <= "amount");
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_amount_positive" CHECK ("amount" > 0);
ALTER TABLE "Allocation" ADD CONSTRAINT "Allocation_amount_positive" CHECK ("amount" > 0);

ALTER TABLE "Target" ADD CONSTRAINT "Target_of_one" CHECK (num_nonnulls("memberId", "departmentId") = 1);
