using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;

namespace Slipway.Organizations.Members;

/// <summary>The organization's members, for those who manage them.</summary>
public sealed partial class MembersPage(RosterService roster, MembershipService memberships, MemberService members, OrganizationService organizations, Access access, NavigationManager navigation)
{
    private Virtualize<RosterMember>? _virtualize;
    private RosterMember? _leaving;
    private Id<User>? _self;
    private bool _isOwner;
    private int? _total;
    private string? _told;
    private string? _refusal;
    private string _filter = "";

    [Parameter] public string Organization { get; set; } = "";

    [SupplyParameterFromQuery] private string? Text { get; set; }

    [SupplyParameterFromQuery] private string? Role { get; set; }

    [SupplyParameterFromQuery] private string? State { get; set; }

    private string Count => _total switch { null => "", 1 => "1 person", var total => $"{total:N0} people" };

    protected override async Task OnParametersSetAsync()
    {
        _self = access.Principal.UserId;
        _isOwner = await organizations.GetAsync(CancellationToken.None) is { Refusal: null } mine && mine.Value.Role is OrganizationRole.Owner;
        var filter = $"{Text}|{Role}|{State}";
        if (filter != _filter)
        {
            _filter = filter;
            await RefreshAsync();
        }
    }

    // Owners are changed by owners alone; whoever may not isn't offered it.
    private bool MayChange(RosterMember member) => _isOwner || member.Person.Role is not OrganizationRole.Owner;

    private async ValueTask<ItemsProviderResult<RosterMember>> ReadAsync(ItemsProviderRequest request)
    {
        var asked = new RosterQuery(Text, Enum.TryParse<OrganizationRole>(Role, out var role) ? role : null, State switch { "suspended" => true, "active" => false, _ => null }, request.StartIndex, request.Count);
        var read = await roster.ListAsync(asked, request.CancellationToken);
        var before = _total;
        _total = read.Refusal is null ? read.Value.Total : 0;
        _refusal = read.Refusal?.Message ?? _refusal;
        if (before != _total)
        {
            StateHasChanged();
        }

        return read.Refusal is null ? new(read.Value.Members, read.Value.Total) : new([], 0);
    }

    private void Go(string key, ChangeEventArgs change) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter(key, change.Value?.ToString() is { Length: > 0 } value ? value : null), replace: true);

    private async Task<IReadOnlyList<PersonSummary>> HeirsAsync(string text) =>
        await members.FindAsync(text, 8, CancellationToken.None) is { Refusal: null } found ? [.. found.Value.Where(person => person.Id != _leaving?.Person.Id)] : [];

    private Task ChangeAsync(RosterMember member, ChangeEventArgs change) =>
        Enum.TryParse<OrganizationRole>(change.Value?.ToString(), out var role)
            ? ActAsync(memberships.ChangeAsync(member.Person.Id, new(role), CancellationToken.None), $"{member.Person.Name} is {role.ToString().ToLowerInvariant()} now.")
            : Task.CompletedTask;

    private Task SuspendAsync(RosterMember member) =>
        ActAsync(memberships.SuspendAsync(member.Person.Id, CancellationToken.None), $"{member.Person.Name} is suspended and was told by mail. Nothing of theirs is lost.");

    private Task ReinstateAsync(RosterMember member) => ActAsync(memberships.ReinstateAsync(member.Person.Id, CancellationToken.None), $"{member.Person.Name} is back.");

    private void Ask(RosterMember member) => (_leaving, _told, _refusal) = (member, null, null);

    private async Task RemoveAsync(Id<User>? heir)
    {
        var (person, name) = (_leaving!.Person.Id, _leaving.Person.Name);
        await ActAsync(memberships.RemoveAsync(person, heir, CancellationToken.None), $"{name} is no longer a member, and was told by mail.");
        _leaving = _refusal is null ? null : _leaving;
    }

    private async Task ActAsync(Task<Result<Done>> act, string told)
    {
        _refusal = (await act).Refusal?.Message;
        _told = _refusal is null ? told : null;
        await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        // Where nobody was found there is no table that could be read again.
        _total = null;
        if (_virtualize is not null)
        {
            await _virtualize.RefreshDataAsync();
        }
    }
}
