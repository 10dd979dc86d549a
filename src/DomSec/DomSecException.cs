namespace DomSec;

/// <summary>Misuse, an unreadable configuration or a broken provider. What arrives in a message is never an exception.</summary>
public sealed class DomSecException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what was wrong, with what, and what to do.</param>
    public DomSecException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One line: what was wrong, with what, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public DomSecException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
