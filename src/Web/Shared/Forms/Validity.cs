using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Slipway.Shared.Forms;

/// <summary>Holds a request record against its own rules, as the API's door does, before a page sends it to a service.</summary>
internal static class Validity
{
    /// <summary>The first thing that is wrong with it, as a sentence; null when nothing is.</summary>
    public static string? Of(object request)
    {
        var constructor = request.GetType().GetConstructors()[0];
        foreach (var parameter in constructor.GetParameters())
        {
            var value = request.GetType().GetProperty(parameter.Name!)!.GetValue(request);
            var context = new ValidationContext(request) { DisplayName = Words(parameter.Name!) };
            foreach (var rule in parameter.GetCustomAttributes<ValidationAttribute>())
            {
                if (rule.GetValidationResult(value, context) is { } wrong)
                {
                    return wrong.ErrorMessage;
                }
            }
        }

        return null;
    }

    private static string Words(string name) => string.Concat(name.Select((letter, place) => char.IsUpper(letter) && place > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
