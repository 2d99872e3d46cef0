using System.Diagnostics;
using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Keys;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Changes many images. Each change is a job, which continues if the client leaves or the server restarts.</summary>
internal static class BulkChanges
{
    private const int MaxKeyLength = 255;

    /// <summary><c>POST /api/images/bulk</c>.</summary>
    public static async Task<Results<Accepted<BulkView>, ProblemHttpResult>> CreateAsync(
        BulkBody body,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        IBulkJobs jobs,
        ICurrentCaller callers,
        HttpContext context,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (selection, action, problems) = body.Read();
        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        // The address is the same for all changes; what cannot be undone needs what emptying the trash needs.
        var caller = callers.Caller;
        return action is BulkAction.Purge && caller.Key is { } key && RouteScopes.Refuse(context, key, KeyScope.Admin) is { } refusal
            ? refusal
            : await StartAsync(selection!, action!, idempotencyKey, caller, jobs, time, cancellationToken);
    }

    /// <summary><c>POST /api/trash/empty</c>.</summary>
    public static Task<Results<Accepted<BulkView>, ProblemHttpResult>> EmptyTrashAsync(IBulkJobs jobs, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(new ImageSelection.InTrash(time.GetUtcNow()), new BulkAction.Purge(), null, Caller.Owner, jobs, time, cancellationToken);

    /// <summary><c>GET /api/images/bulk/{id}</c>.</summary>
    public static async Task<Results<Ok<BulkView>, ProblemHttpResult>> GetAsync(string id, IBulkJobs jobs, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await jobs.FindAsync(id, cancellationToken) is { } job ? TypedResults.Ok(BulkView.From(job)) : NoJob;

    /// <summary><c>POST /api/images/bulk/{id}/undo</c>.</summary>
    public static async Task<Results<Accepted<BulkView>, ProblemHttpResult>> UndoAsync(string id, IBulkJobs jobs, CancellationToken cancellationToken) =>
        (Ids.IsWellFormed(id) ? await jobs.UndoAsync(id, cancellationToken) : new BulkOutcome.NotFound()) switch
        {
            BulkOutcome.Done(var job) => Accepted(await BeginAsync(job, jobs, cancellationToken)),
            BulkOutcome.CannotUndo({ Action: BulkAction.Purge }) => CannotUndo(ProblemTexts.DeletedForever),
            BulkOutcome.CannotUndo => CannotUndo(ProblemTexts.AlreadyUndone),
            _ => NoJob,
        };

    private static ProblemHttpResult NoJob => Problems.NotFound(ProblemTexts.NoChange);

    private static async Task<Results<Accepted<BulkView>, ProblemHttpResult>> StartAsync(
        ImageSelection selection, BulkAction action, string? idempotencyKey, Caller caller, IBulkJobs jobs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (idempotencyKey is { Length: 0 or > MaxKeyLength })
        {
            return Problems.Invalid(new ValidationError("Idempotency-Key", $"Send 1 to {MaxKeyLength} characters, or leave the header out."));
        }

        return await jobs.CreateAsync(Ids.New(time), selection, action, caller.Own(KeyOf(idempotencyKey, selection, action)), cancellationToken) switch
        {
            BulkOutcome.Done(var job) => Accepted(await BeginAsync(job, jobs, cancellationToken)),
            BulkOutcome.KeyReused(var id) => Problems.From(
                StatusCodes.Status409Conflict,
                FailureCode.InvalidRequest,
                "The Idempotency-Key belongs to another request.",
                $"The change {id} was started with this key and other values. Send a new key."),
            BulkOutcome.NoCollection => Problems.Invalid(new ValidationError("do", ProblemTexts.NoCollection)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Does the first step, so that a small change is complete in the response.</summary>
    private static async Task<BulkJob> BeginAsync(BulkJob job, IBulkJobs jobs, CancellationToken cancellationToken) =>
        job.Ended ? job : await jobs.AdvanceAsync(job.Id, cancellationToken) ?? job;

    private static IdempotencyKey? KeyOf(string? key, ImageSelection selection, BulkAction action) => key is null ? null : new IdempotencyKey(
        key,
        ContentHash.Compute(
        [
            .. JsonSerializer.SerializeToUtf8Bytes(selection, LibraryJson.Default.ImageSelection),
            .. JsonSerializer.SerializeToUtf8Bytes(action, LibraryJson.Default.BulkAction),
        ]));

    private static Accepted<BulkView> Accepted(BulkJob job) => TypedResults.Accepted($"/api/images/bulk/{job.Id}", BulkView.From(job));

    private static ProblemHttpResult CannotUndo(string detail) =>
        Problems.From(StatusCodes.Status409Conflict, FailureCode.InvalidRequest, ProblemTexts.CannotUndo, detail);
}
