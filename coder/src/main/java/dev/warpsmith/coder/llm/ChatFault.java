package dev.warpsmith.coder.llm;

/** Why a model gave no reply. */
public enum ChatFault {
  /** The provider wants fewer requests. */
  RATE_LIMIT(true, "is asked too often"),
  /** The provider has a fault of its own: a status of 5xx. */
  SERVER(true, "has a fault of its own"),
  /** No reply within the time limit. */
  TIMEOUT(true, "did not answer in time"),
  /** The connection could not be made, or ended before the reply did. */
  CONNECTION(true, "broke the connection off"),
  /** The reply was not what the provider's protocol says. */
  MALFORMED(true, "sent what is no reply"),
  /** A reply without text. */
  EMPTY(true, "sent an empty reply"),
  /** The provider refused to show or make a reply. */
  FILTERED(false, "withheld its reply (content filter)"),
  /** The conversation is longer than the model takes. */
  CONTEXT(false, "cannot take so long a conversation"),
  /** The key is wrong, or may not do this. */
  KEY(false, "refused the key"),
  /** The account has no money left. */
  QUOTA(false, "says that the account's quota is spent"),
  /** There is no such model. */
  MODEL(false, "has no such model"),
  /** The request was refused for another reason. */
  REFUSED(false, "refused the request"),
  /** A command ended with an error. */
  COMMAND(false, "failed"),
  /** A transcript does not fit what is asked. */
  TRANSCRIPT(false, "does not fit");

  private final boolean passing;
  private final String words;

  ChatFault(boolean passing, String words) {
    this.passing = passing;
    this.words = words;
  }

  /** Tells whether the same request may succeed later. */
  public boolean passing() {
    return passing;
  }

  /** Returns what the model did, in a few words. */
  String words() {
    return words;
  }
}
