using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Darkroom.Server.Http;

/// <summary>A request body that rejects unknown fields by name.</summary>
public abstract record KnownFields
{
    // With init, the generated reader would be a constructor, which this cannot be a parameter of.
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>
    /// Leaves ignored properties out of a type that collects unknown fields: a field with the name of one would be dropped silently instead of being
    /// unknown.
    /// </summary>
    internal static void LeaveOutIgnored(JsonTypeInfo type)
    {
        if (type.Properties.Any(property => property.IsExtensionData))
        {
            foreach (var ignored in type.Properties.Where(property => property is { Get: null, Set: null }).ToList())
            {
                type.Properties.Remove(ignored);
            }
        }
    }

    /// <summary>An endpoint filter that rejects bodies with unknown fields.</summary>
    internal static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var unknown = context.Arguments.OfType<KnownFields>().SelectMany(body => body.UnknownFields()).ToList();
        return unknown.Count == 0 ? next(context) : ValueTask.FromResult<object?>(Problems.Invalid(unknown));
    }

    /// <summary>Returns the response to unknown fields, for a handler that checks something else first; null if there are none.</summary>
    internal IResult? Refusal() => UnknownFields().ToList() is { Count: > 0 } unknown ? Problems.Invalid(unknown) : null;

    /// <summary>Returns a problem for each of the first unknown fields, so that the response cannot be many times the size of the body.</summary>
    internal virtual IEnumerable<ValidationError> UnknownFields() =>
        (Unknown?.Keys ?? []).Take(10).Select(name => new ValidationError(PageText.Short(name, 40), "This field is unknown. Remove it."));
}
