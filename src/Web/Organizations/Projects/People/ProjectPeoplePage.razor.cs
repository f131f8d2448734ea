using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations.Members;
using Slipway.Organizations.Teams;
using Slipway.Shared.Session;

namespace Slipway.Organizations.Projects.People;

/// <summary>Who may do what in a project, and why.</summary>
public sealed partial class ProjectPeoplePage(ProjectPeopleService service, MemberService members, TeamService teamService, Access access, NavigationManager navigation)
{
    private ProjectPeople? _people;
    private PersonFinder? _finder;
    private IReadOnlyList<TeamSummary> _teams = [];
    private ProjectRole _role = ProjectRole.Viewer;
    private string _team = "";
    private Id<User>? _self;
    private bool _mayManage;
    private bool _mayFind;
    private bool _mayManageAccounts;
    private string? _refusal;
    private string? _unseen;

    [CascadingParameter] private CurrentProject Current { get; set; } = null!;

    [Parameter] public string Organization { get; set; } = "";

    [Parameter] public string Project { get; set; } = "";

    /// <summary>A part of the name that is looked for.</summary>
    [SupplyParameterFromQuery] private string? Text { get; set; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string Tell(RoleReason reason, bool isFirst) => $"{(isFirst ? "" : "also ")}{reason.Role} {reason.Why}";

    private async Task LoadAsync()
    {
        _self = access.Principal.UserId;
        _mayManage = await access.AllowsAsync(Permission.ProjectManage, Current.Id, CancellationToken.None);
        _mayFind = await access.AllowsAsync(Permission.PeopleRead, CancellationToken.None);
        _mayManageAccounts = await access.AllowsAsync(Permission.ServiceAccountsManage, CancellationToken.None);
        var outcome = await service.FindAsync(Current.Known, Text, null, ProjectPeopleService.FindLimit, CancellationToken.None);
        (_people, _unseen) = outcome.Refusal is { } refusal ? (null, refusal.Message) : (outcome.Value, (string?)null);
        var given = _people?.Teams.Select(team => team.Slug).ToHashSet() ?? [];
        _teams = _mayManage && _mayFind && await teamService.ListAsync(CancellationToken.None) is { Refusal: null } listed ? [.. listed.Value.Where(team => !given.Contains(team.Slug))] : [];
    }

    private void Search(ChangeEventArgs change) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("text", change.Value?.ToString() is { Length: > 0 } text ? text : null), replace: true);

    private async Task<IReadOnlyList<PersonSummary>> FindAsync(string text) =>
        await members.FindAsync(text, 8, CancellationToken.None) is { Refusal: null } found ? found.Value : [];

    private async Task GiveAsync(PersonSummary person)
    {
        await ActAsync(service.GiveAsync(Current.Known, person.Id, new(_role), CancellationToken.None));
        _finder?.Clear();
    }

    private Task TakeAsync(PersonSummary person) => ActAsync(service.TakeAsync(Current.Known, person.Id, CancellationToken.None));

    private Task ChangeAsync(PersonSummary person, ChangeEventArgs change) =>
        ActAsync(service.GiveAsync(Current.Known, person.Id, new(RoleIn(change)), CancellationToken.None));

    private async Task GiveTeamAsync()
    {
        await ActAsync(service.GiveTeamAsync(Current.Known, _team, new(_role), CancellationToken.None));
        _team = "";
    }

    private Task TakeTeamAsync(ProjectTeam team) => ActAsync(service.TakeTeamAsync(Current.Known, team.Slug, CancellationToken.None));

    private Task ChangeTeamAsync(ProjectTeam team, ChangeEventArgs change) =>
        ActAsync(service.GiveTeamAsync(Current.Known, team.Slug, new(RoleIn(change)), CancellationToken.None));

    private static ProjectRole? RoleIn(ChangeEventArgs change) => Enum.TryParse<ProjectRole>(change.Value?.ToString(), out var role) ? role : null;

    private async Task ActAsync(Task<Result<Done>> act)
    {
        _refusal = (await act).Refusal?.Message;
        await LoadAsync();
    }
}
