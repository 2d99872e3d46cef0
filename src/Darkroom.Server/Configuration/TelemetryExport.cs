using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Darkroom.Server.Configuration;

/// <summary>Exports traces and measurements by OTLP. Nothing of it is loaded unless the operator names a receiver.</summary>
internal static class TelemetryExport
{
    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>Returns whether the operator has named a receiver.</summary>
    public static bool IsWanted(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    /// <summary>Adds the export. The other variables of OpenTelemetry, such as <c>OTEL_EXPORTER_OTLP_HEADERS</c>, apply too.</summary>
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        var name = configuration[ServiceName] is { Length: > 0 } given ? given : "darkroom";
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceVersion: ProgramVersion.Text))
            .WithTracing(traces => traces.AddSource(Telemetry.Name, RequestTelemetry.SourceName).AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddMeter(Telemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddOtlpExporter());
        services.AddHostedService<QueueDepth>();
    }
}
