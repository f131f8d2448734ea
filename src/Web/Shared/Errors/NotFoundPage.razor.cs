using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Slipway.Foundation.Access;
using Slipway.Organizations;
using Slipway.Organizations.Projects;
using Slipway.Shared.Layout;

namespace Slipway.Shared.Errors;

/// <summary>What is said in place of a page that isn't there, with the way to the nearest place above it that is.</summary>
public sealed partial class NotFoundPage(
    Entrance entrance, OrganizationService organizations, ProjectService projects, AuthenticationStateProvider authentication, NavigationManager navigation)
{
    private Person? _person;
    private IReadOnlyList<Place> _places = [];

    [CascadingParameter] private HttpContext? Http { get; set; }

    private string Asked => Http?.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? new Uri(navigation.Uri).AbsolutePath;

    protected override async Task OnInitializedAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        if (entrance.Recognize(user) is not { } principal)
        {
            _places = [new("Sign in", "", $"/sign-in?returnUrl={Uri.EscapeDataString(Asked)}"), new("Start page", "", "/")];
            return;
        }

        _person = new(principal.Name, user.Identity?.Name ?? "");
        _places = [.. await NearestAsync(), new("Your organizations", "", "/organizations")];
    }

    private async Task<IReadOnlyList<Place>> NearestAsync()
    {
        if (Asked.Split('/', StringSplitOptions.RemoveEmptyEntries) is not [var organization, .. var below])
        {
            return [];
        }

        var mine = await organizations.ListMineAsync(CancellationToken.None);
        if (mine.Refusal is not null || mine.Value.FirstOrDefault(one => one.Slug == organization) is not { } found
            || await entrance.EnterAsync(organization, CancellationToken.None) is not { Refusal: null, Value: true })
        {
            return [];
        }

        var above = new Place($"Go to {found.Name}", found.Slug, $"/{found.Slug}");
        return below is [var slug, ..] && await projects.GetAsync(slug, CancellationToken.None) is { Refusal: null } project
            ? [new($"Go to {project.Value.Name}", slug, $"{above.Href}/{slug}"), above]
            : [above];
    }
}
