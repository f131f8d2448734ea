using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Safety;

/// <summary>Pages call services without passing an endpoint, so each method of each service asks for itself who may.</summary>
[Collection<Walk>]
public sealed class ServiceAccessTests(WalkedHost walked)
{
    /// <summary>Methods that don't ask, and why.</summary>
    private static readonly Dictionary<string, string> Unasked = new()
    {
        ["SignInService.SignInAsync"] = "how one becomes somebody",
        ["SignInService.SignInWithCodeAsync"] = "the second step of becoming somebody",
        ["SignInService.SignInWithRecoveryCodeAsync"] = "the second step of becoming somebody",
        ["SignInService.OwesCodeAsync"] = "asks about the browser's own cookie",
        ["PasskeyService.RequestOptionsAsync"] = "how one becomes somebody",
        ["PasskeyService.SignInAsync"] = "how one becomes somebody",
        ["PasswordService.ForgetAsync"] = "whoever forgot the password can't sign in",
        ["PasswordService.ResetAsync"] = "the code in the mailed link says who asks",
        ["EmailService.ConfirmAsync"] = "the code in the mailed link says who asks",
        ["UnsubscribeService.OfferAsync"] = "the code in the mailed link says who asks",
        ["UnsubscribeService.StopAsync"] = "the code in the mailed link says who asks",
        ["SignInService.SignOutAsync"] = "ends the caller's own session, whoever that is",
        ["AcceptanceService.OfferAsync"] = "the code in the mailed link says who asks",
        ["AcceptanceService.RegisterAsync"] = "how one becomes somebody, with the code in the mailed link",
        ["RegistrationService.RegisterAsync"] = "how one becomes somebody",
        ["OperatorService.CreateUserAsync"] = "only the host's command line leads there",
        ["OperatorService.FindUserAsync"] = "only the host's command line leads there",
        ["OperatorService.CreateTokenAsync"] = "only the host's command line leads there",
        ["TokenExchangeService.ExchangeAsync"] = "the outside token says who asks, and a trust rule whether that is enough",
        ["PlanOperationsService.GetAsync"] = "only the host's command line leads there",
        ["PlanOperationsService.SetPlanAsync"] = "only the host's command line leads there",
        ["PlanOperationsService.SetLimitAsync"] = "only the host's command line leads there",
        ["PlanOperationsService.ClearLimitAsync"] = "only the host's command line leads there",
        ["InvoiceOperationsService.PayAsync"] = "only the host's command line leads there",
        ["InvoiceOperationsService.TakeBackAsync"] = "only the host's command line leads there",
    };

    /// <summary>Methods that are about the caller and not about the organization.</summary>
    private static readonly Dictionary<string, string> OfOneself = new()
    {
        ["OrganizationService.CreateAsync"] = "everybody with an account may found an organization",
        ["OrganizationService.ListMineAsync"] = "answers the caller's own",
        ["AcceptanceService.AcceptAsync"] = "one's own invitation, by the code in the mailed link",
        ["MembershipService.LeaveAsync"] = "one's own membership",
        ["PasswordService.ChangeAsync"] = "one's own password, after asking for it",
        ["EmailService.ResendAsync"] = "to one's own address",
        ["AccountService.ExportAsync"] = "one's own account",
        ["AccountService.PreviewDeletionAsync"] = "one's own account",
        ["AccountService.DeleteAsync"] = "one's own account",
        ["ProfileService.GetAsync"] = "one's own account",
        ["ProfileService.AppearanceAsync"] = "one's own account",
        ["ProfileService.UpdateAsync"] = "one's own account",
        ["ProfileService.ChooseThemeAsync"] = "one's own account",
        ["ProfileService.SetAvatarAsync"] = "one's own account",
        ["ProfileService.RemoveAvatarAsync"] = "one's own account",
        ["SessionService.ListAsync"] = "one's own account",
        ["SessionService.EndAsync"] = "one's own account",
        ["SessionService.EndOthersAsync"] = "one's own account",
        ["SessionService.StandAsync"] = "one's own account",
        ["SessionService.IsFreshAsync"] = "one's own account",
        ["SessionService.HistoryAsync"] = "one's own account",
        ["TwoFactorService.StatusAsync"] = "one's own account",
        ["TwoFactorService.SetUpAsync"] = "one's own account",
        ["TwoFactorService.EnableAsync"] = "one's own account",
        ["TwoFactorService.DisableAsync"] = "one's own account",
        ["TwoFactorService.RenewCodesAsync"] = "one's own account",
        ["PasskeyService.CreationOptionsAsync"] = "one's own account",
        ["PasskeyService.AddAsync"] = "one's own account",
        ["PasskeyService.ListAsync"] = "one's own account",
        ["PasskeyService.RenameAsync"] = "one's own account",
        ["PasskeyService.RemoveAsync"] = "one's own account",
        ["InboxService.CountAsync"] = "one's own inbox",
        ["InboxService.ListAsync"] = "one's own inbox",
        ["InboxService.OpenAsync"] = "one's own inbox",
        ["InboxService.MarkAsync"] = "one's own inbox",
        ["NotificationSettingsService.GetAsync"] = "one's own choices",
        ["NotificationSettingsService.ChooseAsync"] = "one's own choices",
        ["WatchService.ListMineAsync"] = "what oneself watches",
        ["EmailService.ChangeAsync"] = "one's own address, after asking for the password",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_methods_are_known()
    {
        ServiceCalls.All.Count.ShouldBeGreaterThan(30);
        var names = ServiceCalls.All.Select(ServiceCalls.NameOf).ToHashSet();
        Unasked.Keys.Concat(OfOneself.Keys).Except(names).ShouldBeEmpty();
        ServiceCalls.All.Where(method => !ServiceCalls.AnswersResult(method)).Select(ServiceCalls.NameOf).Except(Unasked.Keys).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_method_of_every_service_refuses_nobody() =>
        await ShouldRefuseAsync(null, refusal => refusal is Unauthenticated or NotFound, Unasked.Keys);

    [Fact]
    public async Task Every_method_of_every_service_hides_from_the_neighbour_what_is_Acmes() =>
        await ShouldRefuseAsync(DemoWorld.Gus, refusal => refusal is NotFound, Unasked.Keys.Concat(OfOneself.Keys));

    [Fact]
    public async Task No_method_of_any_service_lets_a_viewer_change_anything()
    {
        var before = await Rows.DigestAsync(walked.Host, Ct);
        foreach (var method in ServiceCalls.All.Where(method => ServiceCalls.AnswersResult(method) && !Unasked.ContainsKey(ServiceCalls.NameOf(method)) && !OfOneself.ContainsKey(ServiceCalls.NameOf(method)) && ServiceCalls.NameOf(method) is not "TokenService.CreateAsync"))
        {
            await AskAsync(method, DemoWorld.Vera);
        }

        (await Rows.DigestAsync(walked.Host, Ct)).ShouldBe(before);
    }

    private async Task ShouldRefuseAsync((string Email, string Name)? person, Func<Refusal?, bool> isRight, IEnumerable<string> except)
    {
        var failures = new List<string>();
        foreach (var method in ServiceCalls.All.Where(method => ServiceCalls.AnswersResult(method) && !except.Contains(ServiceCalls.NameOf(method))))
        {
            var refusal = await AskAsync(method, person);
            if (!isRight(refusal))
            {
                failures.Add($"{ServiceCalls.NameOf(method)} answers {(refusal is null ? "as if it were allowed" : $"{refusal.GetType().Name}: {refusal.Message}")}");
            }
        }

        failures.ShouldBeEmpty(string.Join('\n', failures));
    }

    private async Task<Refusal?> AskAsync(System.Reflection.MethodInfo method, (string Email, string Name)? person)
    {
        await using var scope = walked.Host.Services.CreateAsyncScope();
        var memory = scope.ServiceProvider.GetRequiredService<AccessMemory>();
        var vision = (await memory.ProjectAsync(DemoWorld.Acme, DemoWorld.Vision, Ct))!;
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(vision.OrganizationId);
        if (person is var (email, name))
        {
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
            var user = await db.Users.SingleAsync(user => user.Email == email, Ct);
            scope.ServiceProvider.GetRequiredService<Caller>().Become(new(user.Key, name));
        }

        return await ServiceCalls.AskAsync(method, scope.ServiceProvider.GetRequiredService(method.DeclaringType!), vision);
    }
}
