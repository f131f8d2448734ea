using System.Globalization;
using System.Text.Json;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;
using Slipway.Tracking.Mlflow;

namespace Slipway.Registry.Mlflow;

/// <summary>Models and versions in the protocol's form.</summary>
internal static class RegistryJson
{
    /// <summary>A version's number, which travels as text.</summary>
    public static int VersionNumber(this MlflowRequest request)
    {
        const string Name = "version";
        if (request.Integer(Name) is not { } number)
        {
            request.Text(Name);
            return 0;
        }

        if (number is < 0 or > int.MaxValue)
        {
            request.Refuse(Name, number.ToString(CultureInfo.InvariantCulture), "a version's number, like 1");
            return 0;
        }

        return (int)number;
    }

    public static void WriteNamed(Utf8JsonWriter json, ModelDetails model)
    {
        json.WritePropertyName("registered_model");
        Write(json, model);
    }

    public static void WriteNamed(Utf8JsonWriter json, VersionDetails version)
    {
        json.WritePropertyName("model_version");
        Write(json, version);
    }

    public static void Write(Utf8JsonWriter json, ModelDetails model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteNumber("creation_timestamp", model.CreatedAt);
        json.WriteNumber("last_updated_timestamp", model.UpdatedAt);
        json.TextIfSet("description"u8, model.Description);
        json.ListIfAny("latest_versions"u8, model.Latest, Write);
        json.KeyValues("tags"u8, model.Tags);
        json.ListIfAny("aliases"u8, model.Aliases, (writer, alias) =>
        {
            writer.WriteStartObject();
            writer.WriteString("alias", alias.Alias);
            writer.WriteString("version", Text(alias.Version));
            writer.WriteEndObject();
        });
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, VersionDetails version)
    {
        json.WriteStartObject();
        json.WriteString("name", version.Model);
        json.WriteString("version", Text(version.Number));
        json.WriteNumber("creation_timestamp", version.CreatedAt);
        json.WriteNumber("last_updated_timestamp", version.UpdatedAt);
        json.WriteString("current_stage", version.Stage);
        json.WriteString("description", version.Description);
        json.WriteString("source", version.Source);
        json.WriteString("run_id", version.RunId);
        json.WriteString("status", "READY");
        json.KeyValues("tags"u8, version.Tags);
        json.WriteString("run_link", version.RunLink);
        json.ListIfAny("aliases"u8, version.Aliases, (writer, alias) => writer.WriteStringValue(alias));
        json.WriteEndObject();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
