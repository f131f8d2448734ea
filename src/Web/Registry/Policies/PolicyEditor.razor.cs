using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Organizations.Members;
using Slipway.Organizations.Projects.People;
using Slipway.Organizations.Teams;
using Slipway.Registry.Promotions;
using Slipway.Shared.Forms;
using Slipway.Shared.Session;

namespace Slipway.Registry.Policies;

/// <summary>Writes the next version of a policy. What it would change is shown before it is saved, and has to be looked at again after every edit.</summary>
public sealed partial class PolicyEditor(PolicyService service, PolicyOptionService offers, ProjectPeopleService people, TeamService teamService, ISnackbar notices)
{
    private const int MostFound = 8;

    private PolicyForm _form = new();
    private PolicyOptions? _options;
    private IReadOnlyList<(string Slug, string Name)> _teams = [];
    private PolicyPreview? _preview;
    private PromotionTarget _kind = PromotionTarget.Alias;
    private string _name = "";
    private string? _refusal;

    // What is wrong with one rule is told beside its fields.
    private UnusableRule? _wrong;

    /// <summary>What the edit begins with.</summary>
    [Parameter, EditorRequired] public PolicyDetails Policy { get; set; } = null!;

    /// <summary>The version that is the newest.</summary>
    [Parameter, EditorRequired] public int Before { get; set; }
    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;

    /// <summary>It was saved.</summary>
    [Parameter] public EventCallback OnDone { get; set; }

    private ReviewTarget Named => new(_kind, _name.Trim());

    protected override async Task OnInitializedAsync()
    {
        _form = PolicyForm.Of(Policy.Targets);
        var offered = await offers.GetAsync(Project.Known, CancellationToken.None);
        var here = await people.FindAsync(Project.Known, null, null, 1, CancellationToken.None);
        // Whoever isn't shown the organization's teams still sees those that work here.
        var teams = await teamService.ListAsync(CancellationToken.None);
        _teams = teams.Refusal is null ? [.. teams.Value.Select(team => (team.Slug, team.Name))] : here.Refusal is null ? [.. here.Value.Teams.Select(team => (team.Slug, team.Name))] : [];
        (_options, _refusal) = offered.Refusal is { } refusal ? (null, refusal.Message) : (offered.Value, (string?)null);
    }

    // Those whose approval can count at all.
    private async Task<IReadOnlyList<PersonSummary>> FindAsync(string text) =>
        await people.FindAsync(Project.Known, text, ProjectRole.Reviewer, MostFound, CancellationToken.None) is { Refusal: null } found ? [.. found.Value.People.Select(each => each.Person)] : [];

    private void Turn(PromotionTarget kind) => (_kind, _name) = (kind, "");

    private void Protect()
    {
        var target = new TargetForm(Named);
        target.Approvals.Add(new ApprovalForm { Role = ProjectRole.Reviewer });
        _form.Targets.Add(target);
        _name = "";
        Changed();
    }

    private void Remove(TargetForm target)
    {
        _form.Targets.Remove(target);
        Changed();
    }

    private void Changed() => (_preview, _refusal, _wrong) = (null, null, null);

    private async Task PreviewAsync()
    {
        var read = await service.PreviewAsync(Project.Known, new(_form.Written()), CancellationToken.None);
        _wrong = read.Refusal as UnusableRule;
        (_preview, _refusal) = read.Refusal is { } refusal ? (null, _wrong is null ? refusal.Message : "Something above can't be asked for as it is: it says why.") : (read.Value, (string?)null);
    }

    private async Task<string?> SaveAsync(string note, bool appliesToOpen)
    {
        var request = new WritePolicy(_form.Written(), note, Before, appliesToOpen);
        if (Validity.Of(request) is { } wrong)
        {
            return wrong;
        }

        var written = await service.WriteAsync(Project.Known, request, CancellationToken.None);
        if (written.Refusal is null)
        {
            notices.Add($"Version {written.Value.Version} of the review policy holds from now on.");
            await OnDone.InvokeAsync();
        }

        return written.Refusal?.Message;
    }
}
