using Microsoft.AspNetCore.Components;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Versions;
using Slipway.Shared.Session;

namespace Slipway.Registry.Reviews;

/// <summary>Requests a review. The address may say of which version, for which target and why.</summary>
public sealed partial class NewReviewPage(ReviewRequestService requests, PolicyService policies, ModelService models, VersionService versions, NavigationManager navigation)
{
    private IReadOnlyList<TargetPolicy>? _targets;
    private Dictionary<ReviewTarget, IReadOnlyList<string>> _words = [];
    private IReadOnlyList<string> _models = [];
    private IReadOnlyList<VersionDetails> _versions = [];
    private ReviewTarget? _target;
    private string _model = "";
    private int _version;
    private string _reason = "";
    private string? _refusal;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [SupplyParameterFromQuery] private string? Model { get; set; }
    [SupplyParameterFromQuery] private int? Version { get; set; }
    [SupplyParameterFromQuery] private string? Alias { get; set; }
    [SupplyParameterFromQuery] private string? Stage { get; set; }
    [SupplyParameterFromQuery] private string? Reason { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var policy = await policies.GetAsync(Current.Known, null, CancellationToken.None);
        var found = await models.SearchAsync(Current.Known, new(ModelSearch.MostResults), CancellationToken.None);
        if ((policy.Refusal ?? found.Refusal) is not null)
        {
            return;
        }

        _reason = Reason ?? "";
        _models = [.. found.Value.Items.Select(model => model.Name)];
        var wanted = Alias is { } alias ? new ReviewTarget(PromotionTarget.Alias, alias) : Stage is { } stage ? new ReviewTarget(PromotionTarget.Stage, stage) : null;
        _target = policy.Value.Targets.FirstOrDefault(target => target.Target == wanted)?.Target ?? (policy.Value.Targets is [var first, ..] ? first.Target : null);
        await ChooseAsync(Model is { } model && _models.Contains(model) ? model : _models is [var newest, ..] ? newest : "", Version);
        _words = policy.Value.Targets.Zip(policy.Value.Words).ToDictionary(each => each.First.Target, each => each.Second);
        _targets = policy.Value.Targets;
    }

    private async Task ChooseAsync(string model, int? version)
    {
        var found = await versions.SearchAsync(Current.Known, new(100, $"name = '{model.Replace("'", "''", StringComparison.Ordinal)}'", ["version_number DESC"]), CancellationToken.None);
        (_model, _versions) = (model, found.Refusal is null ? found.Value.Items : []);
        _version = _versions.FirstOrDefault(each => each.Number == version)?.Number ?? (_versions is [var newest, ..] ? newest.Number : 0);
    }

    private async Task RequestAsync()
    {
        var requested = await requests.RequestAsync(Current.Known, new(_model, _version, _target!, _reason), CancellationToken.None);
        _refusal = requested.Refusal?.Message;
        if (_refusal is null)
        {
            navigation.NavigateTo(Current.Href($"reviews/{requested.Value.Number}"));
        }
    }

    private string Asks(TargetPolicy target) => _words[target.Target] is { Count: > 0 } words ? $"Takes {string.Join("; ", words)}." : "Asks for nothing but a request.";
}
