using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations.Members;
using Slipway.Shared.Forms;

namespace Slipway.Organizations.Teams;

/// <summary>One team: who is in it and what it may do.</summary>
public sealed partial class TeamPage(TeamService teams, MemberService members, Access access, NavigationManager navigation, IDialogService dialogs)
{
    private const string Nobody = "Nobody in this organization who isn't in the team already is called that.";

    private TeamDetails? _details;
    private PersonFinder? _finder;
    private Id<User>? _self;
    private bool _mayManage;
    private bool _editing;
    private string _name = "";
    private string _description = "";
    private string? _refusal;
    private string? _unseen;

    [Parameter] public string Organization { get; set; } = "";

    [Parameter] public string Team { get; set; } = "";

    protected override async Task OnParametersSetAsync()
    {
        _mayManage = await access.AllowsAsync(Permission.TeamsManage, CancellationToken.None);
        _self = access.Principal.UserId;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var outcome = await teams.GetAsync(Team, CancellationToken.None);
        (_details, _unseen) = outcome.Refusal is { } refusal ? (null, refusal.Message) : (outcome.Value, (string?)null);
        (_name, _description) = (_details?.Team.Name ?? "", _details?.Team.Description ?? "");
    }

    private async Task<IReadOnlyList<PersonSummary>> FindAsync(string text)
    {
        var inside = _details!.People.Select(person => person.Id).ToHashSet();
        return await members.FindAsync(text, MemberService.FindLimit, CancellationToken.None) is { Refusal: null } found ? [.. found.Value.Where(person => !inside.Contains(person.Id)).Take(8)] : [];
    }

    private async Task AddAsync(PersonSummary person)
    {
        await ActAsync(teams.AddAsync(Team, person.Id, CancellationToken.None));
        _finder?.Clear();
    }

    private Task RemoveAsync(PersonSummary person) => ActAsync(teams.RemoveAsync(Team, person.Id, CancellationToken.None));

    private async Task EditAsync()
    {
        var request = new EditTeam(_name, _description);
        _refusal = Validity.Of(request);
        if (_refusal is null)
        {
            await ActAsync(teams.EditAsync(Team, request, CancellationToken.None));
            _editing = _refusal is not null;
        }
    }

    private async Task DeleteAsync()
    {
        var sure = await dialogs.ShowMessageBoxAsync(
            "Delete this team?", $"The people of '{_details!.Team.Name}' stay in the organization, but lose what they may do through the team alone. This can't be undone.", yesText: "Delete", cancelText: "Keep");
        if (sure is true)
        {
            await ActAsync(teams.DeleteAsync(Team, CancellationToken.None));
            if (_unseen is not null)
            {
                navigation.NavigateTo($"/{Organization}/teams");
            }
        }
    }

    private async Task ActAsync(Task<Result<Done>> act)
    {
        _refusal = (await act).Refusal?.Message;
        await LoadAsync();
    }
}
