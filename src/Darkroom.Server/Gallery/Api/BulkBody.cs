using System.ComponentModel;
using System.Text.Json;
using Darkroom.Gallery;

namespace Darkroom.Server.Gallery.Api;

/// <summary>The body of <c>POST /api/images/bulk</c>.</summary>
public sealed record BulkBody : KnownFields
{
    private const string Actions =
        "Send {\"favorite\": true}, {\"tag\": {\"add\": [], \"remove\": []}}, {\"collect\": id}, {\"uncollect\": id}, \"trash\", \"restore\" or \"purge\".";

    public SelectBody? Select { get; init; }

    [Description(Actions)]
    public JsonElement Do { get; init; }

    internal override IEnumerable<ValidationError> UnknownFields() => [.. base.UnknownFields(), .. Select?.UnknownFields() ?? []];

    internal (ImageSelection? Selection, BulkAction? Action, IReadOnlyCollection<ValidationError> Problems) Read()
    {
        var problems = new List<ValidationError>();
        var selection = SelectBody.Read(Select, problems);
        var action = ReadAction(problems);
        return problems.Count == 0 ? (selection, action, problems) : (null, null, problems);
    }

    private BulkAction? ReadAction(List<ValidationError> problems)
    {
        var action = Do.ValueKind switch
        {
            JsonValueKind.String => NamedBy(Do.GetString()),
            JsonValueKind.Object when Do.EnumerateObject().Take(2).ToList() is [var one] => ReadAction(one, problems),
            _ => null,
        };
        if (action is null && problems.Count == 0)
        {
            problems.Add(new ValidationError("do", Actions));
        }

        return action;
    }

    private static BulkAction? NamedBy(string? name) => name switch
    {
        "trash" => new BulkAction.MoveToTrash(),
        "restore" => new BulkAction.Restore(),
        "purge" => new BulkAction.Purge(),
        _ => null,
    };

    private static BulkAction? ReadAction(JsonProperty action, List<ValidationError> problems) => (action.Name, action.Value.ValueKind) switch
    {
        ("favorite", JsonValueKind.True) => new BulkAction.SetFavorite(true),
        ("favorite", JsonValueKind.False) => new BulkAction.SetFavorite(false),
        ("tag", JsonValueKind.Object) => ReadTags(action.Value, problems),
        ("collect", JsonValueKind.String) => new BulkAction.Collect(action.Value.GetString()!),
        ("uncollect", JsonValueKind.String) => new BulkAction.Uncollect(action.Value.GetString()!),
        _ => null,
    };

    private static BulkAction.ChangeTags? ReadTags(JsonElement element, List<ValidationError> problems)
    {
        var tags = new TagsBody { Add = ReadNames(element, "add", problems), Remove = ReadNames(element, "remove", problems) };
        problems.AddRange(element.EnumerateObject().Where(field => field.Name is not ("add" or "remove")).Take(10)
            .Select(field => new ValidationError("do.tag", $"The field {PageText.Short(field.Name, 40)} is unknown. Send add and remove.")));
        var (add, remove, wrong) = tags.Read("do.tag");
        problems.AddRange(wrong);
        return problems.Count == 0 ? new BulkAction.ChangeTags(add, remove) : null;
    }

    private static ImmutableArray<string?>? ReadNames(JsonElement element, string field, List<ValidationError> problems)
    {
        if (!element.TryGetProperty(field, out var names))
        {
            return null;
        }

        if (names.ValueKind == JsonValueKind.Array && names.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String))
        {
            return [.. names.EnumerateArray().Select(name => name.GetString())];
        }

        problems.Add(new ValidationError($"do.tag.{field}", "Send a list of texts."));
        return null;
    }
}
