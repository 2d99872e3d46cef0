namespace Darkroom;

/// <summary>A workflow that the operator stored, which is used like a model.</summary>
/// <param name="Name">See <see cref="IsName"/>.</param>
/// <param name="Graph">The graph in the engine's format, as JSON.</param>
/// <param name="Inputs">Which inputs of the graph a request fills in, as JSON.</param>
public sealed record Workflow(string Name, string Graph, string Inputs)
{
    /// <summary>The maximum number of workflows.</summary>
    public const int MaxCount = 50;

    /// <summary>The maximum length of a graph, in UTF-16 code units.</summary>
    public const int MaxGraphLength = 1024 * 1024;

    private const int MaxNameLength = 60;
    private const string ModelPrefix = "workflow:";

    /// <summary>The name in requests.</summary>
    public string ModelName => ModelPrefix + Name;

    /// <summary>Whether the name of a model is that of a workflow, which may no longer exist.</summary>
    public static bool IsModel(string? model) => model?.StartsWith(ModelPrefix, StringComparison.Ordinal) is true;

    /// <summary>Whether a text is a name: 1 to 60 letters, digits, spaces and . - _ ( ), with a letter or a digit at both ends, or a closing bracket.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxNameLength } && text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '_' or '(' or ')')
        && char.IsLetterOrDigit(text[0]) && (char.IsLetterOrDigit(text[^1]) || text[^1] == ')');
}
