using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;

namespace Slipway.Registry.Policies;

/// <summary>A project's policy for reviews: to read, with its history, and for maintainers to write. Which version is shown, and whether it is being edited, stands in the address.</summary>
public sealed partial class ReviewPolicyPage(PolicyService service, Access access, NavigationManager navigation)
{
    /// <summary>Below the project.</summary>
    public const string Address = "settings/review-policy";

    private PolicyDetails? _policy;
    private IReadOnlyList<PolicyDetails> _versions = [];
    private int _current;
    private bool _mayEdit;
    private string? _refusal;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";

    /// <summary>The version that is shown, or that the edit begins with; the newest when it isn't said.</summary>
    [SupplyParameterFromQuery] private int? Version { get; set; }
    [SupplyParameterFromQuery] private bool Edit { get; set; }

    private bool IsEditing => Edit && _mayEdit;

    private bool IsOld => _policy is { } shown && shown.Version != _current;

    private string Heading => IsEditing ? "Edit the review policy" : "Review policy";

    private string EditHref => Current.Href(IsOld ? $"{Address}?edit=true&version={_policy!.Version}" : $"{Address}?edit=true");

    protected override async Task OnParametersSetAsync()
    {
        _mayEdit = await access.AllowsAsync(Permission.ProjectManage, Current.Id, CancellationToken.None);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var read = await service.GetAsync(Current.Known, Version, CancellationToken.None);
        var listed = await service.ListAsync(Current.Known, CancellationToken.None);
        _refusal = (read.Refusal ?? listed.Refusal)?.Message;
        if (_refusal is null)
        {
            (_policy, _versions, _current) = (read.Value, listed.Value, listed.Value[0].Version);
        }
    }

    // What somebody is writing stays: the save says when it was overtaken.
    private Task HearAsync() => IsEditing ? Task.CompletedTask : LoadAsync();

    private void Leave() => navigation.NavigateTo(Current.Href(Address));
}
