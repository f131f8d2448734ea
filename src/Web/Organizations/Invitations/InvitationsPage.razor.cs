using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Organizations.Projects;
using Slipway.Shared.Forms;

namespace Slipway.Organizations.Invitations;

/// <summary>Inviting people, and the invitations that wait for an answer.</summary>
public sealed partial class InvitationsPage(InvitationService invitations, ProjectService projectService)
{
    private readonly Dictionary<string, ProjectRole> _chosen = [];
    private IReadOnlyList<InvitationDetails>? _waiting;
    private IReadOnlyList<ProjectDetails> _projects = [];
    private IReadOnlyList<AddressRefusal> _refused = [];
    private string _emails = "";
    private OrganizationRole _role = OrganizationRole.Member;
    private int _days = 7;
    private string? _refusal;
    private string? _told;

    [Parameter] public string Organization { get; set; } = "";

    private IReadOnlyList<string> Addresses =>
        [.. _emails.Split([',', ';', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).DistinctBy(email => email.ToUpperInvariant())];

    protected override async Task OnInitializedAsync()
    {
        _projects = await projectService.ListAsync(CancellationToken.None) is { Refusal: null } listed ? listed.Value : [];
        await LoadAsync();
    }

    private async Task LoadAsync() => _waiting = await invitations.ListAsync(CancellationToken.None) is { Refusal: null } listed ? listed.Value : [];

    private void Choose(string project, ChangeEventArgs change)
    {
        _chosen.Remove(project);
        if (Enum.TryParse<ProjectRole>(change.Value?.ToString(), out var role))
        {
            _chosen[project] = role;
        }
    }

    private void LeaveOut()
    {
        var wrong = _refused.Select(each => each.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);
        (_emails, _refused) = (string.Join('\n', Addresses.Where(email => !wrong.Contains(email))), []);
    }

    private async Task InviteAsync()
    {
        var request = new Invite(Addresses, _role, [.. _chosen.Select(each => new InvitedTo(each.Key, each.Value))], _days);
        (_refused, _told) = ([], null);
        _refusal = Addresses.Count == 0 ? "Name at least one e-mail address." : Validity.Of(request);
        if (_refusal is not null)
        {
            return;
        }

        var outcome = await invitations.InviteAsync(request, CancellationToken.None);
        (_refusal, _refused) = (outcome.Refusal?.Message, outcome.Refusal is AddressesRefused wrong ? wrong.Addresses : []);
        if (_refusal is null)
        {
            _told = outcome.Value.Count == 1 ? $"{outcome.Value[0].Email} is invited." : $"{outcome.Value.Count} people are invited.";
            _emails = "";
        }

        await LoadAsync();
    }

    private Task SendAgainAsync(InvitationDetails invitation) =>
        ActAsync(invitations.SendAgainAsync(invitation.Id, CancellationToken.None), $"A new link is on its way to {invitation.Email}; the former one doesn't work any more.");

    private Task RevokeAsync(InvitationDetails invitation) =>
        ActAsync(invitations.RevokeAsync(invitation.Id, CancellationToken.None), $"The invitation of {invitation.Email} is taken back.");

    private async Task ActAsync(Task<Result<Done>> act, string told)
    {
        (_refusal, _refused) = ((await act).Refusal?.Message, []);
        _told = _refusal is null ? told : null;
        await LoadAsync();
    }
}
