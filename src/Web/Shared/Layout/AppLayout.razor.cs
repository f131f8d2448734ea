using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Results;
using Slipway.Identity.Profile;
using Slipway.Organizations;
using Slipway.Organizations.Projects;
using Slipway.Shared.Palette;
using Slipway.Shared.Session;

namespace Slipway.Shared.Layout;

/// <summary>
/// The frame of every signed-in page, and the gate before it: recognizes who is there, enters the organization in the address and finds
/// the project, before the page asks any service for anything.
/// </summary>
public sealed partial class AppLayout(
    Entrance entrance, OrganizationService organizations, ProjectService projects, ProfileService profiles, Access access, Operators operators, AuthenticationStateProvider authentication, NavigationManager navigation)
{
    private Person? _person;
    private ProfileDetails? _profile;
    private Place? _organization;
    private Place? _project;
    private IReadOnlyList<Place> _organizations = [];
    private IReadOnlyList<Place> _projects = [];
    private IReadOnlyList<RailLink> _organizationRail = [];
    private CurrentProject? _current;
    private bool _manages;
    private bool _managesWebhooks;
    private Refusal? _refused;
    private ProjectIsDeleted? _deleted;
    private bool _restores;
    private string? _lost;
    private bool _isOut;
    private bool _operates;
    private bool _entered;
    private string _at = "";

    [CascadingParameter] private Microsoft.AspNetCore.Components.RouteData? Route { get; set; }

    private IReadOnlyList<RailLink> Rail => _isOut ? [] : _lost is null && _current is { } project
        ?
        [
            new("Overview", project.Href(), Icons.Material.Rounded.SpaceDashboard, "g o", Exact: true),
            new("Experiments", project.Href("experiments"), Icons.Material.Rounded.Science, "g e"),
            new("Runs", project.Href("runs"), Icons.Material.Rounded.TableRows, "g r"),
            new("Models", project.Href("models"), Icons.Material.Rounded.Inventory2, "g m"),
            new("Prompts", project.Href("prompts"), Icons.Material.Rounded.ChatBubbleOutline, "g x"),
            new("Traces", project.Href("traces"), Icons.Material.Rounded.AccountTree, "g t"),
            new("Activity", project.Href("activity"), Icons.Material.Rounded.History, "g a"),
            new("People", project.Href("people"), Icons.Material.Rounded.Group, "g p"),
            new("Reviews", project.Href("reviews"), Icons.Material.Rounded.RateReview, "g v"),
            new("Connect", project.Href("connect"), Icons.Material.Rounded.Cable, "g c"),
            .. _manages ? [new RailLink("Settings", project.Href("settings"), Icons.Material.Rounded.Settings, "g s", Exact: true)] : Array.Empty<RailLink>(),
            .. _manages ? [new RailLink("Review policy", project.Href("settings/review-policy"), Icons.Material.Rounded.Policy, "g y")] : Array.Empty<RailLink>(),
            .. _manages ? [new RailLink("Export", project.Href("settings/exports"), Icons.Material.Rounded.Archive, "g z")] : Array.Empty<RailLink>(),
            .. _managesWebhooks ? [new RailLink("Webhooks", project.Href("settings/webhooks"), Icons.Material.Rounded.Webhook, "g w")] : Array.Empty<RailLink>(),
        ]
        : _organizationRail;

    private IReadOnlyList<MenuLink> PlaceActions => _organization is { } organization
        ? [new("New project", $"{organization.Href}/new"), new("New organization", "/organizations")]
        : [new("New organization", "/organizations")];

    private IReadOnlyList<MenuLink> PersonLinks =>
    [
        new("Inbox", "/inbox"),
        new("Account", "/account"),
        .. _organization is { } organization ? [new("API tokens", $"{organization.Href}/tokens"), new("Your membership", $"{organization.Href}/membership")] : Array.Empty<MenuLink>(),
        new("Organizations", "/organizations"),
        .. _operates ? [new("Operation", "/operator/overview")] : Array.Empty<MenuLink>(),
    ];

    private IReadOnlyList<PaletteEntry> Entries =>
    [
        .. Rail.Select(link => new PaletteEntry("Pages", link.Text, link.Href, link.Icon)),
        // The organization's rail has some of them already.
        .. PersonLinks.Concat(PlaceActions).DistinctBy(link => link.Href).ExceptBy(Rail.Select(link => link.Href), link => link.Href).Select(link => new PaletteEntry("Pages", link.Text, link.Href, Icons.Material.Rounded.ArrowForward)),
        .. PaletteEntry.Of(_projects, "Projects", Icons.Material.Rounded.FolderOpen),
        .. PaletteEntry.Of(_organizations, "Organizations", Icons.Material.Rounded.Business),
    ];

    protected override async Task OnParametersSetAsync()
    {
        var organization = Route?.RouteValues.GetValueOrDefault("organization") as string;
        var project = Route?.RouteValues.GetValueOrDefault("project") as string;
        var at = $"{organization}/{project}";
        if (_entered && at == _at)
        {
            return;
        }

        // A page that is shown while the gate is still asking would find no project.
        (_entered, _refused, _deleted, _lost, _isOut, _current, _project, _organizationRail) = (false, null, null, null, false, null, null, []);
        // The route arrives a moment before the page that belongs to it: the page that is left must not be shown without its project.
        await Task.Yield();
        await RecognizeAsync();
        if (organization is not null && !await EnterAsync(organization, project))
        {
            return;
        }

        (_entered, _at) = (true, at);
    }

    // What was let in may be shut out while it is open: the page goes, and comes back with the access.
    private async Task LookAgainAsync()
    {
        if (!_entered || _organization is not { } organization)
        {
            return;
        }

        _isOut = await access.RequireAsync(Permission.OrganizationRead, CancellationToken.None) is NotFound;
        var seen = _isOut || _current is null ? null : await access.RequireAsync(Permission.RunsRead, _current.Id, CancellationToken.None);
        await StandAsync(seen as ProjectIsDeleted);
        _lost = _isOut ? $"You are no longer in {organization.Name}" : seen is NotFound and not ProjectIsDeleted ? $"You no longer have access to {_current!.Name}" : null;
        if (seen is null && _current is { } project && await entrance.FindProjectAsync(project.Organization, project.Slug, CancellationToken.None) is { } known && known != project.Known)
        {
            // The page around it is told, too: what may be done here has changed.
            _current = project with { Known = known };
            await AskAsync(known);
        }
    }

    private async Task StandAsync(ProjectIsDeleted? deleted) =>
        (_deleted, _restores) = (deleted, deleted is not null && await access.AllowsAsync(Permission.ProjectsDelete, CancellationToken.None));

    private async Task AskAsync(KnownProject known)
    {
        _manages = await access.RequireToLookAsync(Permission.ProjectManage, known.Id, CancellationToken.None) is null;
        _managesWebhooks = await access.RequireToLookAsync(Permission.WebhooksManage, known.Id, CancellationToken.None) is null;
    }

    private static string ProjectDay(DateTime at) => at.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);

    private async Task RecognizeAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        if (_person is null && entrance.Recognize(user) is { } principal)
        {
            _profile = await profiles.GetAsync(CancellationToken.None) is { Refusal: null } read ? read.Value : null;
            _operates = operators.Include(principal);
            _person = new(_profile?.Name ?? principal.Name, _profile?.Email ?? user.Identity?.Name ?? "", _profile?.Avatar);
        }

        if (_person is not null)
        {
            var mine = await organizations.ListMineAsync(CancellationToken.None);
            _organizations = mine.Refusal is null ? [.. mine.Value.Select(each => new Place(each.Name, each.Slug, $"/{each.Slug}"))] : [];
        }
    }

    private async Task<bool> EnterAsync(string organization, string? project)
    {
        var entered = await entrance.EnterAsync(organization, CancellationToken.None);
        if (entered.Refusal is null && !entered.Value)
        {
            navigation.NavigateTo(navigation.Uri, forceLoad: true);
            return false;
        }

        var listed = entered.Refusal is null ? await projects.ListAsync(CancellationToken.None) : entered.Refusal;
        if (listed.Refusal is { } refused)
        {
            return Refuse(refused);
        }

        _organization = _organizations.FirstOrDefault(place => place.Slug == organization) ?? new(organization, organization, $"/{organization}");
        _projects = [.. listed.Value.Where(each => each.ArchivedAt is null).Select(each => new Place(each.Name, each.Slug, $"/{organization}/{each.Slug}"))];
        if (project is null)
        {
            _organizationRail = await OrganizationRailAsync($"/{organization}");
            return true;
        }

        var found = await projects.GetAsync(project, CancellationToken.None);
        if (found.Refusal is ProjectIsDeleted deleted)
        {
            await StandAsync(deleted);
            _organizationRail = await OrganizationRailAsync($"/{organization}");
            return false;
        }

        if (found.Refusal is { } unseen)
        {
            return Refuse(unseen);
        }

        if (await entrance.FindProjectAsync(organization, project, CancellationToken.None) is not { } known)
        {
            return Refuse(new NotFound("There is no such project, or you have no access to it."));
        }

        _project = new(found.Value.Name, found.Value.Slug, $"/{organization}/{found.Value.Slug}");
        _current = new(known, found.Value.Name, found.Value.Description);
        await AskAsync(known);
        return true;
    }

    // Guests aren't shown who else is in the organization, so there is nothing to lead them to.
    private async Task<IReadOnlyList<RailLink>> OrganizationRailAsync(string at) =>
    [
        new("Projects", at, Icons.Material.Rounded.FolderOpen, "g o", Exact: true),
        new("In production", $"{at}/production", Icons.Material.Rounded.RocketLaunch, "g i"),
        .. await access.AllowsAsync(Permission.PeopleRead, CancellationToken.None)
            ? (RailLink[])[new("Teams", $"{at}/teams", Icons.Material.Rounded.Groups, "g t")]
            : [],
        .. await access.AllowsAsync(Permission.MembersManage, CancellationToken.None)
            ? (RailLink[])[new("Members", $"{at}/members", Icons.Material.Rounded.ManageAccounts, "g m"), new("Invitations", $"{at}/invitations", Icons.Material.Rounded.ForwardToInbox, "g n")]
            : [],
        new("Roles", $"{at}/roles", Icons.Material.Rounded.AdminPanelSettings, "g r"),
        new("Activity", $"{at}/activity", Icons.Material.Rounded.History, "g a"),
        new("API tokens", $"{at}/tokens", Icons.Material.Rounded.Key, "g k"),
        .. await access.AllowsAsync(Permission.ServiceAccountsManage, CancellationToken.None)
            ? (RailLink[])[new("Service accounts", $"{at}/service-accounts", Icons.Material.Rounded.SmartToy, "g v")]
            : [],
        .. await access.AllowsAsync(Permission.UsageRead, CancellationToken.None)
            ? (RailLink[])[new("Usage", $"{at}/usage", Icons.Material.Rounded.Speed, "g u")]
            : [],
        .. await access.AllowsAsync(Permission.BillingManage, CancellationToken.None)
            ? (RailLink[])[new("Plan and billing", $"{at}/billing", Icons.Material.Rounded.CreditCard, "g b")]
            : [],
        .. await access.AllowsAsync(Permission.OrganizationManage, CancellationToken.None)
            ? (RailLink[])[new("Stages", $"{at}/settings/stages", Icons.Material.Rounded.LinearScale, "g s"), new("Export", $"{at}/exports", Icons.Material.Rounded.Archive, "g z"), new("Import", $"{at}/imports", Icons.Material.Rounded.Unarchive, "g y")]
            : [],
        .. await access.AllowsAsync(Permission.AuditRead, CancellationToken.None)
            ? (RailLink[])[new("Audit log", $"{at}/audit", Icons.Material.Rounded.FactCheck, "g l")]
            : [],
        .. await access.AllowsAsync(Permission.ProjectsDelete, CancellationToken.None)
            ? (RailLink[])[new("Deleted projects", $"{at}/trash", Icons.Material.Rounded.DeleteOutline, "g d")]
            : [],
    ];

    private bool Refuse(Refusal refusal)
    {
        if (refusal is NotFound)
        {
            navigation.NotFound();
        }

        _refused = refusal;
        return false;
    }
}
