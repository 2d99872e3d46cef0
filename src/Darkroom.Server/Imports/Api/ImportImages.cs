using System.Text.Json;
using Darkroom.Imports;
using Darkroom.Storage;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Darkroom.Server.Imports.Api;

/// <summary>
/// <c>POST /api/imports</c>: adds images of other programs to the gallery. With <c>Accept: text/event-stream</c> each file is an event while the import
/// runs, else the response is a report at its end. A client that leaves ends the import; what is imported until then is kept.
/// </summary>
internal static class ImportImages
{
    public static async Task<IResult> HandleAsync(HttpContext context, ImportRequests imports, ImportGate gate, TimeProvider time)
    {
        using var place = gate.TryEnter();
        if (place is null)
        {
            return Problems.Busy(ProblemTexts.ImportsRunning);
        }

        using var end = EventStream.EndOf(context);
        var import = await imports.OpenAsync(context.Request, end.Token);
        if (import.Results is not { } results)
        {
            return import.Problem!;
        }

        if (!WantsEvents(context.Request))
        {
            return TypedResults.Ok(await ImportReportView.CollectAsync(results));
        }

        await SendAsync(context, results, time, end.Token);
        return TypedResults.Empty;
    }

    private static bool WantsEvents(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream" && type.Quality != 0);

    private static async Task SendAsync(HttpContext context, IAsyncEnumerable<ImportResult> results, TimeProvider time, CancellationToken cancellationToken)
    {
        EventStream.Prepare(context.Response);
        var counts = new ImportCounts();
        try
        {
            await using var enumerator = results.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                var next = enumerator.MoveNextAsync().AsTask();
                while (await Task.WhenAny(next, Task.Delay(EventStream.HeartbeatInterval, time, cancellationToken)) != next && !cancellationToken.IsCancellationRequested)
                {
                    await WriteAsync<object>(context, "heartbeat", new { });
                }

                if (!await next)
                {
                    break;
                }

                counts.Add(enumerator.Current);
                await WriteAsync(context, "file", ImportedFileView.From(enumerator.Current));
            }

            await WriteAsync(context, "complete", ImportReportView.From(counts, [], 0));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client disconnected, or the host stops.
        }
        catch (StorageException fault)
        {
            await WriteAsync(context, "error", new ImportedFileView("", ImportStatus.Rejected, null, fault.Message));
        }
    }

    private static async Task WriteAsync<T>(HttpContext context, string type, T data)
    {
        var json = JsonSerializer.Serialize(data, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        await context.Response.WriteAsync($"event: {type}\ndata: {json}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
