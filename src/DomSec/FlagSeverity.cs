namespace DomSec;

/// <summary>What a flag does to the verdict of the signature that raised it.</summary>
public enum FlagSeverity
{
    /// <summary>Nothing; it informs.</summary>
    Information,

    /// <summary>The verdict is at best <see cref="SecurityStatus.Policy"/>, and no identity comes from the signature.</summary>
    Policy,

    /// <summary>The verdict is decided by the fact the flag explains (a certificate's state, an invalid signature).</summary>
    Fact,
}
