using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;
using Slipway.Foundation.Results;
using Slipway.Organizations.Projects;
using Slipway.Shared.Forms;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>One service account: what it may do, and how programs get in as it.</summary>
public sealed partial class ServiceAccountPage(ServiceAccountService accounts, ProjectService projects, Entrance entrance, NavigationManager navigation, IDialogService dialogs)
{
    // A program is never a reviewer.
    private static readonly ProjectRole[] Roles = [ProjectRole.Viewer, ProjectRole.Contributor, ProjectRole.Maintainer];

    private ServiceAccountDetails? _details;
    private IReadOnlyList<ProjectDetails> _projects = [];
    private bool _editing;
    private string _name = "";
    private string _description = "";
    private bool _seesOpenProjects;
    private string _project = "";
    private ProjectRole _role = ProjectRole.Contributor;
    private string? _refusal;
    private string? _unseen;

    [Parameter] public string Organization { get; set; } = "";

    /// <summary>Its address in the organization.</summary>
    [Parameter] public string Account { get; set; } = "";

    private IEnumerable<ProjectDetails> Others => _projects.Where(project => project.ArchivedAt is null && _details!.Projects.All(given => given.Slug != project.Slug));

    protected override async Task OnParametersSetAsync()
    {
        _projects = await projects.ListAsync(CancellationToken.None) is { Refusal: null } listed ? listed.Value : [];
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var outcome = await accounts.GetAsync(Account, CancellationToken.None);
        (_details, _unseen) = outcome.Refusal is { } refusal ? (null, refusal.Message) : (outcome.Value, (string?)null);
        if (_details is { Account: var account })
        {
            (_name, _description, _seesOpenProjects) = (account.Name, account.Description, account.SeesOpenProjects);
        }
    }

    private async Task EditAsync()
    {
        var request = new EditServiceAccount(_name, _description, _seesOpenProjects);
        _refusal = Validity.Of(request);
        if (_refusal is null)
        {
            await ActAsync(accounts.EditAsync(Account, request, CancellationToken.None));
            _editing = _refusal is not null;
        }
    }

    private Task SwitchAsync() =>
        ActAsync(_details!.Account.DisabledAt is null ? accounts.DisableAsync(Account, CancellationToken.None) : accounts.EnableAsync(Account, CancellationToken.None));

    private async Task DeleteAsync()
    {
        var sure = await dialogs.ShowMessageBoxAsync(
            "Delete this service account?", $"Programs that act as '{_details!.Account.Name}' fail at once: its tokens and trust rules go, and so do its roles. What it did keeps its name. This can't be undone.", yesText: "Delete", cancelText: "Keep");
        if (sure is true)
        {
            _refusal = (await accounts.DeleteAsync(Account, CancellationToken.None)).Refusal?.Message;
            if (_refusal is null)
            {
                navigation.NavigateTo($"/{Organization}/service-accounts");
            }
        }
    }

    private async Task GiveAsync(string project, object? role)
    {
        if (Enum.TryParse<ProjectRole>(role?.ToString(), out var given) && await entrance.FindProjectAsync(Organization, project, CancellationToken.None) is { } known)
        {
            await ActAsync(accounts.GiveAsync(known, Account, new(given), CancellationToken.None));
            _project = "";
        }
    }

    private async Task TakeAsync(string project)
    {
        if (await entrance.FindProjectAsync(Organization, project, CancellationToken.None) is { } known)
        {
            await ActAsync(accounts.TakeAsync(known, Account, CancellationToken.None));
        }
    }

    private async Task ActAsync(Task<Result<Done>> act)
    {
        _refusal = (await act).Refusal?.Message;
        await LoadAsync();
    }
}
