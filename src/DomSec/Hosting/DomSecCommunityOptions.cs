using Microsoft.Extensions.Logging;

namespace DomSec.Hosting;

/// <summary>Stand-in.</summary>
public sealed record DomSecCommunityOptions
{
    /// <summary>Options.</summary>
    public DomSecOptions Options { get; init; } = new();

    /// <summary>Password.</summary>
    public Func<string, string?>? Password { get; init; }

    /// <summary>Clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Log.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Watch.</summary>
    public bool Watch { get; init; }
}
