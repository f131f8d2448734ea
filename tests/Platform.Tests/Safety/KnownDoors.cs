using System.Net;

namespace Slipway.Safety;

/// <summary>What is known of endpoints that differ from the others, each with its reason.</summary>
internal static class KnownDoors
{
    /// <summary>Open to everybody, and why.</summary>
    public static readonly Dictionary<string, string> Anonymous = new()
    {
        ["GET /"] = "the landing page",
        ["GET /sign-in"] = "how one becomes somebody",
        ["GET /register"] = "how one becomes somebody",
        ["GET /sign-in/code"] = "the second step of becoming somebody",
        ["POST /sign-in/passkey-options"] = "a challenge for whoever has a passkey; it says nothing about who has an account",
        ["GET /forgot-password"] = "whoever forgot the password can't sign in",
        ["GET /reset-password"] = "the code in the mailed link says who asks",
        ["GET /confirm-email"] = "the code in the mailed link says who asks",
        ["GET /invitations/{code}"] = "the code in the mailed link says who asks",
        ["GET /api/v1/invitations/{code}"] = "the code in the mailed link says who asks",
        ["GET /unsubscribe"] = "the code in the mailed link says who asks",
        ["POST /api/v1/unsubscribe"] = "the code in the mailed link says who asks",
        ["POST /connect/token"] = "the outside token in it says who asks, and a trust rule whether that is enough",
        ["GET /operator/mail"] = "whoever has the key that the start printed may have forgotten the password; to everybody else there is nothing",
        ["GET /operator/mail/{id}"] = "as the list of mails",
        ["GET /not-found"] = "says that there is no such page",
        ["GET /error"] = "says that the server failed",
        ["GET /version"] = "MLflow clients ask it before they send credentials; it names the protocol's version",
        ["GET /{organization}/{project}/version"] = "the same for every address, whether there is such a project or not",
        ["GET /{organization}/{project}/health"] = "the same for every address, whether there is such a project or not",
        ["GET /health"] = "probes have no account",
        ["GET /health/live"] = "probes have no account",
        ["GET /health/ready"] = "probes have no account",
        ["GET /api/{documentName}/openapi.json"] = "says what the API has, and nothing of what is in it",
        ["GET /api/{documentName?}"] = "as the document",
        ["GET /api/scalar.js"] = "the script of that page",
        ["GET /api/scalar.aspnetcore.js"] = "the script of that page",
        ["GET /api/favicon.svg"] = "the picture of that page",
        ["GET /_framework/blazor.web.js"] = "the script of every page",
        ["GET /mlflow-artifacts/downloads/{ticket}"] = "the ticket says who asks, and for what",
        ["PUT /mlflow-artifacts/parts/{ticket}/{number:int}"] = "the ticket says who asks, and for what",
    };

    /// <summary>Answered to everybody who is signed in, because the answer is the same at an address that doesn't exist.</summary>
    public static readonly HashSet<string> TheSameEverywhere = ["GET /mlflow/server-info"];

    /// <summary>Reads, though their question comes in a body.</summary>
    public static readonly HashSet<string> ReadsByPost =
        ["POST /mlflow/experiments/search", "POST /mlflow/experiments/search-datasets", "POST /mlflow/runs/search", "POST /mlflow/logged-models/search", "POST /mlflow/traces/search", "POST /mlflow/traces/batchGetInfos",
        "POST /mlflow/registered-models/search", "POST /mlflow/registered-models/get-latest-versions", "POST /mlflow/model-versions/search"];

    /// <summary>What only the browser asks, and what is asked by an address that we handed out.</summary>
    public static readonly HashSet<string> WithoutTwin =
    [
        "POST /mlflow/experiments/search-datasets", "POST /mlflow/upload-artifact", "GET /mlflow/get-trace-artifact", "GET /mlflow-artifacts/downloads/{ticket}", "PUT /mlflow-artifacts/parts/{ticket}/{number:int}",
    ];

    /// <summary>What a viewer may do all the same.</summary>
    public static readonly Dictionary<string, string> ViewersOwn = new()
    {
        ["POST /api/v1/organizations/{organization}/tokens"] = "a token for oneself, which may do no more than oneself",
        ["POST /api/v1/organizations/{organization}/projects/{project}/comments"] = "whoever may look may say what they see",
        ["PUT /api/v1/organizations/{organization}/projects/{project}/comments/{comment}/reactions/{reaction}"] = "whoever may look may nod",
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/comments/{comment}/reactions/{reaction}"] = "takes back one's own",
        ["PUT /api/v1/organizations/{organization}/watches/{**subject}"] = "whoever sees something may hear of it",
        ["DELETE /api/v1/organizations/{organization}/watches/{**subject}"] = "whoever hears of something may stop to",
    };

    /// <summary>What a guest isn't shown: pages that are there to change something, and say so instead, and who else is in the organization.</summary>
    public static readonly Dictionary<string, string> PagesOfMembers = new()
    {
        ["GET /{organization}/new"] = "starts a project", ["GET /{organization}/{project}/reviews/new"] = "requests a review",
        ["GET /{organization}/{project}/settings"] = "changes the project; what it says is on the project's other pages",
        ["GET /{organization}/settings/stages"] = "stages are an administrator's; what each stands for is on every model",
        ["GET /api/v1/organizations/{organization}/stages/use"] = "counts over projects that not everybody sees",
        ["GET /{organization}/members"] = "members are managed by administrators",
        ["GET /{organization}/invitations"] = "as the list of members",
        ["GET /{organization}/service-accounts"] = "programs are let in by administrators",
        ["GET /{organization}/service-accounts/{account}"] = "as the list of them",
        ["GET /api/v1/organizations/{organization}/service-accounts"] = "as the list of them",
        ["GET /api/v1/organizations/{organization}/service-accounts/{account}"] = "as the list of them",
        ["GET /api/v1/organizations/{organization}/service-accounts/{account}/tokens"] = "as the list of them",
        ["GET /api/v1/organizations/{organization}/service-accounts/{account}/trust-rules"] = "as the list of them",
        ["GET /api/v1/organizations/{organization}/members/roster"] = "as the page of it",
        ["GET /api/v1/organizations/{organization}/members/{person}/holdings"] = "as the list of members",
        ["GET /api/v1/organizations/{organization}/invitations"] = "as the page of it",
        ["GET /{organization}/teams"] = "guests see the people of their projects alone",
        ["GET /{organization}/teams/{team}"] = "as the list of teams",
        ["GET /api/v1/organizations/{organization}/members"] = "guests see the people of their projects alone",
        ["GET /api/v1/organizations/{organization}/teams"] = "as the list of people",
        ["GET /api/v1/organizations/{organization}/teams/{team}"] = "as the list of people",
        ["GET /api/v1/organizations/{organization}/audit"] = "the audit log is for administrators: it says what everybody did, in private projects too",
        ["GET /api/v1/organizations/{organization}/audit/events/{number:long}"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/state"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/export"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/checkpoints"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/key"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/audit/verification"] = "as the list of events",
        ["GET /{organization}/audit"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/usage"] = "what is used of the plan is for administrators and those who look after the bills",
        ["GET /{organization}/usage"] = "as its twin",
        ["GET /api/v1/organizations/{organization}/subscription"] = "what is paid for is for administrators and those who look after the bills",
        ["GET /api/v1/organizations/{organization}/invoices"] = "as the subscription",
        ["GET /api/v1/organizations/{organization}/invoices/{number}"] = "as the subscription",
        ["GET /api/v1/organizations/{organization}/invoices/{number}/pdf"] = "as the subscription",
        ["GET /{organization}/billing"] = "as the subscription",
        ["GET /{organization}/billing/invoices/{number}"] = "as the subscription",
        ["GET /{organization}/audit/{number:long}"] = "as the list of events",
        ["GET /{organization}/audit/verifying"] = "as the list of events",
        ["GET /api/v1/organizations/{organization}/people/{person}"] = "guests see the people of their projects alone",
        ["GET /{organization}/people/{person}"] = "as its twin",
        ["GET /api/v1/organizations/{organization}/members/{person}/access"] = "guests see the people of their projects alone; what they may do themselves they may ask",
        ["GET /api/v1/organizations/{organization}/deleted-projects"] = "projects are deleted and restored by owners and admins",
        ["GET /api/v1/organizations/{organization}/projects/{project}/deletion"] = "as the list of them",
        ["GET /{organization}/trash"] = "as the list of them",
    };

    /// <summary>What even reading is for those who manage the project, and why.</summary>
    public static readonly Dictionary<string, string> ReadByManagers = new()
    {
        ["/webhooks"] = "the addresses that events are sent to often hold a key",
        ["/exports"] = "an export has everything, and is made by those who answer for it",
        ["/imports"] = "an import makes a project, and its report names what was in another one",
    };

    /// <summary>Endpoints that refuse the owner as well, and how.</summary>
    public static readonly Dictionary<string, (HttpStatusCode Status, string Reason)> RefusesOwners = new()
    {
        ["POST /api/v1/organizations"] = (HttpStatusCode.Forbidden, "a token works in one organization"),
        ["POST /api/v1/organizations/{organization}/projects/{project}/demo-training"] = (HttpStatusCode.NotFound, "the tests' host trains no models"),
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/demo-training"] = (HttpStatusCode.NotFound, "nothing is being trained"),
        ["POST /api/v1/organizations/{organization}/projects/{project}/reviews/{review:int}/decisions"] = (HttpStatusCode.Forbidden, "who made a version never decides on it"),
        ["PUT /api/v1/organizations/{organization}/projects/{project}/reviews/{review:int}/promotion"] = (HttpStatusCode.Forbidden, "nobody has approved it"),
        ["DELETE /api/v1/organizations/{organization}/membership"] = (HttpStatusCode.Forbidden, "one leaves in person, and not by a token"),
        ["PUT /api/v1/organizations/{organization}/ownership"] = (HttpStatusCode.Forbidden, "an organization is given away in person, and not by a token"),
        ["POST /sign-out"] = (HttpStatusCode.BadRequest, "a form, which carries an antiforgery token"),
    };

    /// <summary>Reads what one needs only to change something, and is refused in a project that is archived.</summary>
    public static readonly Dictionary<string, string> BeginsChanges = new()
    {
        ["GET /{organization}/{project}/reviews/new"] = "requests a review",
        ["GET /{organization}/{project}/settings/webhooks/new"] = "adds a webhook",
        ["GET /{organization}/{project}/settings/webhooks/{webhook}/edit"] = "changes a webhook; its page shows it",
        ["GET /api/v1/organizations/{organization}/projects/{project}/comments/mentionable"] = "asked while a comment is written",
    };

    /// <summary>What goes on in a project that is archived, though it writes rows.</summary>
    public static readonly Dictionary<string, string> OfTheArchive = new()
    {
        ["PUT /api/v1/organizations/{organization}/projects/{project}/archive"] = "it is there already, and nothing changes",
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/archive"] = "the way out",
        ["PUT /api/v1/organizations/{organization}/projects/{project}/deletion"] = "what nobody needs may go",
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/deletion"] = "and come back",
        ["POST /api/v1/organizations/{organization}/projects/{project}/exports"] = "what is kept may be taken along",
        ["GET /api/v1/organizations/{organization}/projects/{project}/exports/{export}/file"] = "a download is recorded",
        ["DELETE /api/v1/organizations/{organization}/projects/{project}/exports/{export}"] = "an export is no part of the project",
        ["POST /api/v1/organizations/{organization}/projects/{project}/review-policy/preview"] = "says what a policy would do, and does nothing",
    };
}
