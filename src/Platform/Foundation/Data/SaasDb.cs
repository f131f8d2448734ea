using System.Data;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Slipway.Billing.Invoices;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;
using Slipway.Billing.Usage;
using Slipway.Collaboration.Activity;
using Slipway.Collaboration.Comments;
using Slipway.Collaboration.Comments.Mentions;
using Slipway.Collaboration.Notifications;
using Slipway.Collaboration.Notifications.Settings;
using Slipway.Collaboration.Watching;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Identity.History;
using Slipway.Identity.Mailing;
using Slipway.Identity.Profile;
using Slipway.Identity.ServiceAccounts.Trust;
using Slipway.Identity.Tokens;
using Slipway.Integrations.Exports;
using Slipway.Integrations.Imports;
using Slipway.Integrations.Webhooks;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Organizations.Audit;
using Slipway.Organizations.Invitations;
using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Reviews;
using Slipway.Registry.Stages;
using Slipway.Registry.Versions;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Assessments;
using Slipway.Tracking.Datasets;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Traces;

namespace Slipway.Foundation.Data;

/// <summary>The database: every module's tables, seen through the tenant. Only the door's method of a service opens one and commits.</summary>
public sealed class SaasDb(DbContextOptions<SaasDb> options, Tenant tenant, WriteGate gate, AccessMemory memory, EventSignal signal)
    : IdentityUserContext<User, Guid>(options), IDataProtectionKeyContext
{
    public const string TenantFilter = "tenant";

    /// <summary>For the few reads that find out which organization an address or a person belongs to.</summary>
    internal static readonly string[] TenantFilterOnly = [TenantFilter];

    /// <summary>Leaves suspended memberships out: whoever asks who belongs to an organization doesn't mean them.</summary>
    internal const string SuspendedFilter = "suspended";

    /// <summary>For what is about memberships themselves, and for what is kept on a person.</summary>
    internal static readonly string[] SuspendedFilterOnly = [SuspendedFilter];

    /// <summary>Leaves deleted projects out: they are gone everywhere at once, and come back whole.</summary>
    internal const string DeletedFilter = "deleted";

    /// <summary>For what goes on in a deleted project until it is erased: it takes room, keeps its address, and has to fit in again when it is restored.</summary>
    internal static readonly string[] DeletedFilterOnly = [DeletedFilter];

    /// <summary>For addresses, and for what is kept on a person.</summary>
    internal static readonly string[] TenantAndDeletedFilters = [TenantFilter, DeletedFilter];

    private bool _grants;
    private bool _events;

    internal DbSet<Organization> Organizations => Set<Organization>();
    internal DbSet<Project> Projects => Set<Project>();
    internal DbSet<Membership> Memberships => Set<Membership>();
    internal DbSet<ProjectMembership> ProjectMemberships => Set<ProjectMembership>();
    internal DbSet<Invitation> Invitations => Set<Invitation>();
    internal DbSet<Team> Teams => Set<Team>();
    internal DbSet<TeamMembership> TeamMemberships => Set<TeamMembership>();
    internal DbSet<TeamGrant> TeamGrants => Set<TeamGrant>();
    internal DbSet<ServiceAccount> ServiceAccounts => Set<ServiceAccount>();
    internal DbSet<TrustRule> TrustRules => Set<TrustRule>();
    internal DbSet<QuotaBalance> QuotaBalances => Set<QuotaBalance>();
    internal DbSet<QuotaEntry> QuotaEntries => Set<QuotaEntry>();
    internal DbSet<OrganizationPlan> OrganizationPlans => Set<OrganizationPlan>();
    internal DbSet<LimitOverride> LimitOverrides => Set<LimitOverride>();
    internal DbSet<Subscription> Subscriptions => Set<Subscription>();
    internal DbSet<Invoice> Invoices => Set<Invoice>();
    internal DbSet<UsageDay> UsageDays => Set<UsageDay>();
    internal DbSet<UsageWarning> UsageWarnings => Set<UsageWarning>();
    internal DbSet<Session> Sessions => Set<Session>();
    internal DbSet<AccountEvent> AccountEvents => Set<AccountEvent>();
    internal DbSet<Avatar> Avatars => Set<Avatar>();
    internal DbSet<Mail> Mails => Set<Mail>();
    internal DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    internal DbSet<ActivityRow> Activity => Set<ActivityRow>();
    internal DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();
    internal DbSet<AuditKey> AuditKeys => Set<AuditKey>();
    internal DbSet<EventRow> Events => Set<EventRow>();
    internal DbSet<EventChain> EventChains => Set<EventChain>();
    internal DbSet<EventCursor> EventCursors => Set<EventCursor>();
    internal DbSet<Comment> Comments => Set<Comment>();
    internal DbSet<CommentRevision> CommentRevisions => Set<CommentRevision>();
    internal DbSet<CommentReaction> CommentReactions => Set<CommentReaction>();
    internal DbSet<CommentMention> CommentMentions => Set<CommentMention>();
    internal DbSet<Watch> Watches => Set<Watch>();
    internal DbSet<Notification> Notifications => Set<Notification>();
    internal DbSet<KindChoice> NotificationKindChoices => Set<KindChoice>();
    internal DbSet<MailChoice> NotificationMailChoices => Set<MailChoice>();
    internal DbSet<MailRhythm> NotificationMailRhythms => Set<MailRhythm>();
    internal DbSet<Experiment> Experiments => Set<Experiment>();
    internal DbSet<ExperimentTag> ExperimentTags => Set<ExperimentTag>();
    internal DbSet<Run> Runs => Set<Run>();
    internal DbSet<RunParam> RunParams => Set<RunParam>();
    internal DbSet<RunTag> RunTags => Set<RunTag>();
    internal DbSet<MetricSeries> MetricSeries => Set<MetricSeries>();
    internal DbSet<MetricJournalRow> MetricJournal => Set<MetricJournalRow>();
    internal DbSet<MetricChunk> MetricChunks => Set<MetricChunk>();
    internal DbSet<MetricOutline> MetricOutlines => Set<MetricOutline>();
    internal DbSet<DatasetVersion> DatasetVersions => Set<DatasetVersion>();
    internal DbSet<RunDatasetLink> RunDatasets => Set<RunDatasetLink>();
    internal DbSet<LoggedModel> LoggedModels => Set<LoggedModel>();
    internal DbSet<LoggedModelMetric> LoggedModelMetrics => Set<LoggedModelMetric>();
    internal DbSet<RunModelLink> RunModels => Set<RunModelLink>();
    internal DbSet<Trace> Traces => Set<Trace>();
    internal DbSet<TraceRun> TraceRuns => Set<TraceRun>();
    internal DbSet<Assessment> Assessments => Set<Assessment>();
    internal DbSet<RegisteredModel> RegisteredModels => Set<RegisteredModel>();
    internal DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();
    internal DbSet<VersionFile> VersionFiles => Set<VersionFile>();
    internal DbSet<VersionFacts> VersionFacts => Set<VersionFacts>();
    internal DbSet<CardRevision> CardRevisions => Set<CardRevision>();
    internal DbSet<Promotion> Promotions => Set<Promotion>();
    internal DbSet<Stage> Stages => Set<Stage>();
    internal DbSet<ReviewPolicy> ReviewPolicies => Set<ReviewPolicy>();
    internal DbSet<Review> Reviews => Set<Review>();
    internal DbSet<Artifact> Artifacts => Set<Artifact>();
    internal DbSet<TrashedArtifact> TrashedArtifacts => Set<TrashedArtifact>();
    internal DbSet<ContentHold> ContentHolds => Set<ContentHold>();
    internal DbSet<Webhook> Webhooks => Set<Webhook>();
    internal DbSet<Export> Exports => Set<Export>();
    internal DbSet<Import> Imports => Set<Import>();
    internal DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    internal DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();
    internal DbSet<StoredBlob> Blobs => Set<StoredBlob>();
    internal DbSet<KeyBlock> KeyBlocks => Set<KeyBlock>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    // EF re-evaluates members of the context per instance; a captured local would be frozen into the cached model.
    private Id<Organization> TenantId => tenant.Id;

    /// <summary>Commits what was changed, alone on the write side where the database has only one writer.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseForeignRows();
        _grants |= ChangeTracker.Entries<IGrantsAccess>().Any(entry => entry.State is not EntityState.Unchanged);
        _events |= ChangeTracker.Entries<EventRow>().Any(entry => entry.State is EntityState.Added);
        if (Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        int written;
        using (await gate.EnterAsync(cancellationToken))
        {
            written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        Announce();
        return written;
    }

    /// <summary>For the framework's key ring alone, which can't wait otherwise; everything else awaits <see cref="SaveChangesAsync"/>.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        if (ChangeTracker.Entries().Any(entry => entry.Entity is not DataProtectionKey))
        {
            throw new NotSupportedException("Writing blocks a thread: await SaveChangesAsync.");
        }

        using var turn = gate.Enter();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <summary>Several statements as one: everything that <paramref name="work"/> writes is committed together, or nothing when it refuses or throws.</summary>
    /// <param name="isolation">Repeatable reads for work that reads the same rows twice; where others changed them meanwhile it fails as <see cref="Duplicates.IsOvertaken"/> tells.</param>
    internal async Task<Result<T>> TransactAsync<T>(Func<Task<Result<T>>> work, CancellationToken ct, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var entered = await gate.EnterAsync(ct);
        await using var transaction = await Database.BeginTransactionAsync(isolation, ct);
        var outcome = await work();
        if (outcome.Refusal is null)
        {
            await transaction.CommitAsync(ct);
            Announce();
        }

        return outcome;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Apply(configurationBuilder, Database.ProviderName!);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(SaasDb).Assembly);
        NameIdentityTables(builder);
        Conventions.CollateNames(builder, Database.ProviderName!);

        var filter = typeof(SaasDb).GetMethod(nameof(FilterByTenant), BindingFlags.NonPublic | BindingFlags.Instance)!;
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => entity.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList())
        {
            filter.MakeGenericMethod(entity.ClrType).Invoke(this, [builder]);
        }
    }

    private static void NameIdentityTables(ModelBuilder builder)
    {
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("UserClaims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("UserLogins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("UserTokens");
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("UserPasskeys");
            // A credential's id may have 1,024 bytes, more than SQL Server orders a table by.
            passkey.HasKey(p => p.CredentialId).IsClustered(false);
        });
    }

    private void FilterByTenant<T>(ModelBuilder model)
        where T : class, ITenantOwned =>
        model.Entity<T>().HasQueryFilter(TenantFilter, (Expression<Func<T, bool>>)(entity => entity.OrganizationId == TenantId));

    // After the commit, never before: what is read in between would be remembered as it was.
    private void Announce()
    {
        if (_grants)
        {
            memory.Forget();
        }

        if (_events)
        {
            signal.Raise();
        }

        (_grants, _events) = (false, false);
    }

    private void RefuseForeignRows()
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>())
        {
            if (entry.State is not EntityState.Unchanged && entry.Entity.OrganizationId != tenant.Id)
            {
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another organization was about to be written.");
            }
        }
    }
}
