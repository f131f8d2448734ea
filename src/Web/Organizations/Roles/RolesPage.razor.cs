using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations.Members;

namespace Slipway.Organizations.Roles;

/// <summary>What each role may do, and who may do what for which reason.</summary>
public sealed partial class RolesPage(RoleService service, MemberService members, Access access, NavigationManager navigation)
{
    private RoleTable? _table;
    private MemberAccess? _access;
    private PersonFinder? _finder;
    private Id<User>? _self;
    private bool _mayFind;
    private string? _refusal;
    private string? _unseen;

    [Parameter] public string Organization { get; set; } = "";

    /// <summary>Whom it is asked of; oneself without one.</summary>
    [SupplyParameterFromQuery] private string? Person { get; set; }

    /// <summary>The project whose permissions are spelled out.</summary>
    [SupplyParameterFromQuery] private string? Project { get; set; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _self = access.Principal.UserId;
        _mayFind = await access.AllowsAsync(Permission.PeopleRead, CancellationToken.None);
        var table = await service.TableAsync(CancellationToken.None);
        (_table, _unseen) = table.Refusal is { } unseen ? (null, unseen.Message) : (table.Value, (string?)null);
        var asked = Id<User>.TryParse(Person, null, out var chosen) ? chosen : _self.Value;
        var read = await service.AccessAsync(asked, null, CancellationToken.None);
        (_access, _refusal) = read.Refusal is { } refusal ? (null, refusal.Message) : (read.Value, (string?)null);
    }

    private async Task<IReadOnlyList<PersonSummary>> FindAsync(string text) =>
        await members.FindAsync(text, 8, CancellationToken.None) is { Refusal: null } found ? found.Value : [];

    private string Of(Id<User> person, string? project = null) =>
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["person"] = person.ToString(), ["project"] = project });

    private static string Why(ProjectAccess project) => project.Reasons.Count > 0
        ? string.Join(" · ", project.Reasons.Select((reason, at) => $"{(at == 0 ? "" : "also ")}{reason.Role} {reason.Why}"))
        : project.Visibility is Visibility.Private ? "It is private, and they weren't added to it." : "Their role in the organization opens no project, and they weren't added to this one.";
}
