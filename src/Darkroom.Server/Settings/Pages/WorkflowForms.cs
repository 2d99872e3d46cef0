using System.Text;
using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.ComfyUi;
using Darkroom.Server.Configuration;
using Darkroom.Settings;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Settings.Pages;

/// <summary>The forms of workflows: they are uploaded on the settings page, and each has a page for its inputs. Everything works without scripts.</summary>
internal static class WorkflowForms
{
    /// <summary>The field of errors.</summary>
    public const string Field = "workflow";

    /// <summary>A file, and the other fields of its form.</summary>
    public static readonly SizeLimit Limit = new(2 * Workflow.MaxGraphLength, "A workflow has at most 1 MiB.");

    private const int MaxLabelLength = 60;
    private const int MaxChoices = 50;
    private const int MaxTextLength = 2000;

    public static string PathOf(string name) => $"/settings/workflows/{Uri.EscapeDataString(name)}";

    /// <summary><c>GET /settings/workflows/{name}</c>.</summary>
    public static async Task<IResult> ShowAsync(string name, string? saved, IWorkflowStore store, CancellationToken cancellationToken) =>
        await FindAsync(name, store, cancellationToken) is { } workflow
            ? Page(workflow, done: saved is null ? null : SettingsTexts.Saved)
            : ErrorPage.NotFound(SettingsTexts.WorkflowMissing);

    /// <summary><c>POST /settings/workflows</c>: stores a new workflow with what its inputs probably mean, and shows them.</summary>
    public static async Task<IResult> AddAsync([FromForm] IFormCollection form, [AsParameters] WorkflowServices services, HttpContext context, CancellationToken cancellationToken)
    {
        var (graph, problem) = await ReadFileAsync(form, cancellationToken);
        var name = form["name"].ToString().Trim() is { Length: > 0 } typed ? typed : NameOf(form.Files.GetFile("file")?.FileName);
        problem ??= !Workflow.IsName(name) ? SettingsTexts.WorkflowName
            : await FindAsync(name, services.Store, cancellationToken) is not null ? PageText.Format(SettingsTexts.WorkflowExists, name)
            : await StoreAsync(new Workflow(name, graph!.ToString(), WorkflowInput.Write(graph.Propose())), services, context, cancellationToken);
        return problem is null
            ? new SeeOther(PathOf(name))
            : new RazorComponentResult<SettingsPage>(new { Input = new SettingsInput { Part = "providers", Errors = [new ValidationError(Field, problem)] } })
            {
                StatusCode = StatusCodes.Status400BadRequest,
            };
    }

    /// <summary><c>POST /settings/workflows/{name}</c>: saves the inputs, renames, replaces or deletes a workflow.</summary>
    public static async Task<IResult> ChangeAsync(
        string name, [FromForm] IFormCollection form, [AsParameters] WorkflowServices services, HttpContext context, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, services.Store, cancellationToken) is not { } workflow)
        {
            return ErrorPage.NotFound(SettingsTexts.WorkflowMissing);
        }

        switch (form["do"].ToString())
        {
            case "delete":
                await services.Store.DeleteAsync(name, cancellationToken);
                await ChangedAsync(name, services, context, cancellationToken);
                return new SeeOther("/settings?saved=providers#workflows");
            case "rename":
                var newName = form["name"].ToString().Trim();
                if (!Workflow.IsName(newName) || !await services.Store.RenameAsync(name, newName, cancellationToken))
                {
                    return Page(workflow, Workflow.IsName(newName) ? PageText.Format(SettingsTexts.WorkflowExists, newName) : SettingsTexts.WorkflowName);
                }

                await ChangedAsync(newName, services, context, cancellationToken);
                return new SeeOther(PathOf(newName) + "?saved=1");
            case "replace":
                var (graph, problem) = await ReadFileAsync(form, cancellationToken);
                if (graph is null)
                {
                    return Page(workflow, problem);
                }

                var kept = graph.Keep(WorkflowInput.Read(workflow.Inputs));
                return await SaveAsync(workflow with { Graph = graph.ToString(), Inputs = WorkflowInput.Write(kept.IsEmpty ? graph.Propose() : kept) }, services, context, cancellationToken);
            default:
                return form["graph"] == MarkOf(workflow) && WorkflowGraph.Read(workflow.Graph).Graph is { } same
                    ? await SaveAsync(workflow with { Inputs = WorkflowInput.Write(ReadInputs(form, same, WorkflowInput.Read(workflow.Inputs))) }, services, context, cancellationToken)
                    : Page(workflow, SettingsTexts.WorkflowChanged);
        }
    }

    /// <summary>Returns a mark of the graph that a form shows.</summary>
    public static string MarkOf(Workflow workflow) => ContentHash.Compute(Encoding.UTF8.GetBytes(workflow.Graph)).ToString();

    private static async Task<IResult> SaveAsync(Workflow workflow, WorkflowServices services, HttpContext context, CancellationToken cancellationToken) =>
        await StoreAsync(workflow, services, context, cancellationToken) is { } problem ? Page(workflow, problem) : new SeeOther(PathOf(workflow.Name) + "?saved=1");

    /// <returns>What is wrong; null if it is stored.</returns>
    private static async Task<string?> StoreAsync(Workflow workflow, WorkflowServices services, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await services.Store.WriteAsync(workflow, cancellationToken))
        {
            return PageText.Format(SettingsTexts.WorkflowsFull, Workflow.MaxCount);
        }

        await ChangedAsync(workflow.Name, services, context, cancellationToken);
        return null;
    }

    /// <summary>Applies a change at once; other processes follow the signal of the store.</summary>
    private static async Task ChangedAsync(string name, WorkflowServices services, HttpContext context, CancellationToken cancellationToken)
    {
        services.Log.SettingsChanged(context, $"workflow {name}");
        await services.Settings.ReloadAsync(cancellationToken);
    }

    private static RazorComponentResult<WorkflowPage> Page(Workflow workflow, string? problem = null, string? done = null) =>
        new(new { Workflow = workflow, Problem = problem, Done = done }) { StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest };

    private static async Task<Workflow?> FindAsync(string name, IWorkflowStore store, CancellationToken cancellationToken) =>
        Workflow.IsName(name) ? (await store.ReadAsync(cancellationToken)).FirstOrDefault(one => one.Name == name) : null;

    private static async Task<(WorkflowGraph? Graph, string? Problem)> ReadFileAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return (null, SettingsTexts.WorkflowChoose);
        }

        var (graph, problem) = file.Length > Limit.MaxRequestBodySize ? (null, Limit.Advice) : WorkflowGraph.Read(Encoding.UTF8.GetString(await file.ReadBytesAsync(cancellationToken)).TrimStart('\uFEFF'));
        return graph is null ? (null, PageText.Format(SettingsTexts.WorkflowInvalid, problem)) : (graph, null);
    }

    /// <summary>Returns a name for a file: its own without the extension and without what names cannot have.</summary>
    private static string NameOf(string? file)
    {
        var name = string.Concat(Path.GetFileNameWithoutExtension(file ?? "").Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '(' or ')' ? c : ' ')).Trim(' ', '.', '-', '(');
        return name.Length > 60 ? name[..60].Trim() : name.Length > 0 ? name : "Workflow";
    }

    /// <summary>Reads the inputs of the page's table: the number of each row is that of the value in the graph.</summary>
    private static ImmutableArray<WorkflowInput> ReadInputs(IFormCollection form, WorkflowGraph graph, ImmutableArray<WorkflowInput> before)
    {
        var (inputs, shown) = (ImmutableArray.CreateBuilder<WorkflowInput>(), graph.Values.Select(value => (value.Node, value.Input)).ToHashSet());
        var names = before.Select(one => one.Field?.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (value, row) in graph.Values.Select((value, row) => (value, row.ToString(CultureInfo.InvariantCulture))))
        {
            if (inputs.Count < WorkflowInput.MaxCount && TargetIn(form[$"to_{row}"].ToString()) is { } target)
            {
                var earlier = before.FirstOrDefault(one => one.Node == value.Node && one.Input == value.Input)?.Field;
                inputs.Add(new WorkflowInput(value.Node, value.Input, target)
                {
                    Field = target is WorkflowTarget.Field ? FieldIn(form, row, value, earlier, names) : null,
                });
            }
        }

        // A large graph is not shown completely.
        inputs.AddRange(graph.Keep(before).Where(one => !shown.Contains((one.Node, one.Input))));
        return inputs.ToImmutable();
    }

    private static WorkflowTarget? TargetIn(string name) =>
        Enum.GetValues<WorkflowTarget>().Select(target => (WorkflowTarget?)target).FirstOrDefault(target => Wire.Name(target!.Value) == name);

    /// <param name="earlier">The field as it was stored, whose name stays: stored requests have it.</param>
    /// <param name="names">The names that are in use.</param>
    private static NamedField FieldIn(IFormCollection form, string row, WorkflowValue value, NamedField? earlier, HashSet<string> names)
    {
        var label = Text("label") ?? earlier?.Label ?? value.Input.Replace('_', ' ');
        var choices = value.Kind is JsonValueKind.True or JsonValueKind.False ? ["true", "false"]
            : (Text("choices") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(MaxChoices).ToImmutableArray();
        var kind = choices.Length > 0 ? FieldKind.Choice : value.Kind is JsonValueKind.Number ? FieldKind.Number : FieldKind.Text;
        var initial = Text("default") is { } typed && (kind is not FieldKind.Number || double.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? typed
            : value.Value.Length <= MaxTextLength ? value.Value : null;
        choices = kind is FieldKind.Choice && initial is not null && !choices.Contains(initial, StringComparer.Ordinal) ? choices.Insert(0, initial) : choices;
        return new NamedField(earlier?.Name ?? NewName(label, names), PageText.Short(label, MaxLabelLength), kind, initial, choices);

        string? Text(string part) => form[$"{part}_{row}"].ToString().Trim() is { Length: > 0 and <= MaxTextLength } text ? text : null;
    }

    private static string NewName(string label, HashSet<string> names)
    {
        var letters = string.Concat(label.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
        var (name, number) = (letters.Length is 0 or > 40 ? "field" : letters, 1);
        while (!names.Add(number == 1 ? name : $"{name}_{number.ToString(CultureInfo.InvariantCulture)}"))
        {
            number++;
        }

        return number == 1 ? name : $"{name}_{number.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>What the handlers use.</summary>
    internal sealed record WorkflowServices(IWorkflowStore Store, LiveSettings Settings, SecurityLog Log);
}
